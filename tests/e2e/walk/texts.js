// SPDX-License-Identifier: EUPL-1.2
// What people write: an application in each language, and one that is as unpleasant as allowed.

const LONG_WORD = "Rehabiliteringsteammedlemsopkvalificeringskonsulentordningen";
const UNPLEASANT = `=HYPERLINK("x") <script>alert(1)</script> & "æøåÆØÅ" עברית العربية ${LONG_WORD}`;

// `text` up to `length` characters, filled with what breaks careless pages.
export function long(length) {
  return `${UNPLEASANT} `.repeat(Math.ceil(length / UNPLEASANT.length)).slice(0, length).trim();
}

const line = (category, text, note, amounts) => ({ category, text, note, amounts });

// The second municipality is one of those that begin in 2020.
export const APPLICATION = {
  da: {
    title: "Sammen om job på tværs",
    description: "En personlig jobformidler til alle i målgruppen og lave sagsstammer.",
    answer: "Højst 35 borgere pr. jobformidler, og fast samarbejde med virksomhederne.",
    lines: [
      line("job_broker", "Jobformidlere", "Jobcenter, 2 medarbejdere, 310 kr. i timen, 1.450 timer",
        ["60000", "440.000,00", "400000"]),
      line("project_management", "Projektledelse", "Jobcenter, 390 kr. i timen, 128 timer",
        ["10000", "50000", "40000"])],
    reason: "Godt og konkret beskrevet; se svaret på kriteriet.",
  },
  en: {
    title: "Jobs for all of us",
    description: "A personal job broker for everyone in the target group, and low case loads.",
    answer: "At most 35 citizens for each job broker, and steady work with the companies.",
    lines: [
      line("job_broker", "Job brokers", "Job centre, 2 employees, 310 kr. an hour, 1,450 hours",
        ["", "500.000,00", "400000"]),
      line("project_management", "Project management", "Job centre, 390 kr. an hour, 128 hours",
        ["", "60000", "40000"])],
    reason: "Well and concretely described; see the answer to the criterion.",
  },
  long: {
    title: long(200),
    description: long(4000),
    answer: long(2000),
    lines: [
      line("job_broker", long(200), long(1500), ["60000", "440.000,00", "400000"]),
      line("project_management", long(200), long(300), ["10000", "50000", "40000"])],
    reason: long(1800),
  },
};

export const CRITERIA = ["case_loads", "earlier_results", "anchoring", "result_plan", "overall"];

// A file that is what its name says; the worker looks into it.
// A PDF of one page that says `text`.
export function textPdf(text) {
  const drawn = `BT /F 12 Tf 72 760 Td (${text}) Tj ET`;
  return Buffer.from("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n"
    + "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    + `5 0 obj<</Length ${drawn.length}>>stream\n${drawn}\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n`);
}

export function pdf(about) {
  return Buffer.from(`%PDF-1.4\n% ${about}\n%%EOF\n`);
}
