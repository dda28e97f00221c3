/* SPDX-License-Identifier: EUPL-1.2 */
/* What people read first in a hand-over, in both languages; and the files of this host that another
 * supplier needs. */
#include <inttypes.h>
#include <string.h>

#include "ledger/operator/files.h"
#include "ledger/operator/hand_over.h"

#define TEXT_MAX 65536

static const char *const english[] = {
    "Tilsagn: everything that the system held, handed over\n"
    "=====================================================\n"
    "\n"
    "THIS FOLDER HOLDS PERSONAL DATA THAT ANYBODY CAN READ: names, identities, applications, accounts.\n"
    "Give it to nobody without an agreement with the agency, encrypt it on every way, keep it closed,\n"
    "and destroy your copy when you do not need it any more.\n"
    "\n"
    "Is it whole?\n"
    "  manifest.csv names every other file with its size and SHA-256. With our program:\n"
    "      tilsagn hand-over --check FOLDER\n"
    "  with what every Linux has, inside of the folder (no line is printed when all is right):\n"
    "      tail -n +2 manifest.csv | awk -F, '{print $3 \"  \" $1}' | sha256sum --check --quiet\n"
    "  The SHA-256 of manifest.csv itself was printed when the folder was made. Ask the giver for it on\n"
    "  another way than this folder came: it is not signed, that number is what proves it.\n"
    "\n"
    "What is where\n"
    "  state.csv        when it was taken, from which version of program, schema and PostgreSQL\n"
    "  description/     every table and column, what it means, keys and rules: description.txt for\n"
    "                   people, tables.csv, columns.csv and keys.csv for programs\n"
    "  tables/          a file for each table, SCHEMA.TABLE.csv, and sequences.csv: the next numbers\n"
    "  files/           every uploaded file and document under its SHA-256; index.csv says what it is,\n"
    "                   whose, and where it belongs. A document from which a name was erased since\n"
    "                   lies under the SHA-256 of what it is now (path), not of what the record names\n"
    "                   (sha256). uploads.csv is the same by the number of store.upload\n"
    "  log/             the signed log: entries, hashes, signed heads with the witnesses' signatures,\n"
    "                   public keys. Laid out as C2SP tlog-tiles, heads as tlog-checkpoint, the tree as\n"
    "                   RFC 6962; a bundle in tile/entries is each entry (JSON text) behind its length in\n"
    "                   two bytes. docs/log.md of the program describes every member\n"
    "  configuration/   trust profile, CAs, addresses that the old system asked. Settings, the mapping\n"
    "                   of payments and the policy of witnesses are tables: meta.setting,\n"
    "                   grants.payment_profile, ledger.witness_policy\n"
    "\n"
    "How the tables are written\n"
    "  CSV as RFC 4180 says, UTF-8, separated by commas, lines ended by a line feed, the first line\n"
    "  names the columns. Nothing between two commas is \"no value\", \"\" is an empty text. A text with\n"
    "  a comma, a quote or a line feed stands in quotes, a quote inside is doubled. Instants are UTC\n"
    "  (2019-10-24 10:00:00.123456+00), days 2019-10-24, yes and no are t and f, bytes are \\x and\n"
    "  hexadecimal digits, lists {1,2}, amounts whole oere (1 krone = 100). Rows are in the order of\n"
    "  the primary key. Amounts move in ledger.posting; what happened is ledger.entry, whose column\n"
    "  leaf is the entry itself as JSON text (in hexadecimal), as the log has it.\n"
    "\n"
    "Is the log what it was?\n"
    "  tilsagn-verify --log-key \"$(cat log/log.vkey)\" --attest-keys log/attest.vkeys log\n"
    "  with keys that you got from elsewhere (auditors, witnesses), which proves more than the folder's.\n"
    "  The last entries of ledger.entry may not be in the log yet: they stand in ledger.log_queue, or\n"
    "  behind the newest head. The sequencer signs them where work goes on.\n"
    "\n",
    "How to go on with Tilsagn\n"
    "  1. Get the program (source, EUPL-1.2) in the version that state.csv names, and PostgreSQL of the\n"
    "     same major version.\n"
    "     A later program migrates what was read in: read it in first.\n"
    "  2. An empty database: tilsagn migrate sql  (with --testing where clock_simulated is true).\n"
    "  3. tilsagn hand-over --read FOLDER. All or nothing: it compares every table with the manifest,\n"
    "     asks every foreign key, and recomputes the root of the log.\n"
    "  4. tilsagn doctor sql/checks, and tilsagn-verify as above.\n"
    "  5. New keys, none of the old ones is here: the log's and the portal host's key, the TLS key and\n"
    "     the key that closes seeds (docs/keys.md). Copy log/ to where the sequencer publishes. The\n"
    "     signer must begin at the head that was handed over, and remember it in its file --head:\n"
    "         { echo 'tilsagn signed head v1'; head -n 3 log/checkpoint; } >head\n"
    "  6. tilsagn attest-key KEY for each portal host, tilsagn deployment record VERSION. Tell auditors\n"
    "     and witnesses the new log.vkey; the former one stays beside it as log.former.vkeys.\n"
    "  7. Two administrators enrol the second factor of each person who had one anew; people log in\n"
    "     with their own certificates as before.\n"
    "  8. sql/auditors makes the auditors' own logins from what is enrolled.\n"
    "  The old system must be stopped before the new one records anything: two that go on from the same\n"
    "  head are a split log, which witnesses refuse.\n"
    "\n"
    "What is not here, and why\n"
    "  Private keys (log, portal host, TLS, seeds): whoever holds one can speak in its name; new ones are\n"
    "    made, and the log says from which entry on.\n"
    "  Seeds of second factors, sealed as they are: they are secrets of people, who are enrolled anew.\n"
    "  Logins, forms kept over an ended login, requests that wait for a signature, uploads that were not\n"
    "    finished: they are minutes or a day old and are made again.\n"
    "  Logs of web server and database, backups: they stay with the old supplier for their own time.\n"
    "  description/tables.csv names each table that is left out, with its reason.\n",
    NULL};

static const char *const danish[] = {
    "Tilsagn: alt, hvad systemet rummede, overdraget\n"
    "================================================\n"
    "\n"
    "MAPPEN RUMMER PERSONOPLYSNINGER, SOM ENHVER KAN LÆSE: navne, identiteter, ansøgninger, regnskaber.\n"
    "Giv den til ingen uden en aftale med styrelsen, kryptér den på enhver vej, hold den lukket, og\n"
    "slet kopien, når den ikke skal bruges mere.\n"
    "\n"
    "Er den hel?\n"
    "  manifest.csv nævner hver anden fil med størrelse og SHA-256. Med vores program:\n"
    "      tilsagn hand-over --check MAPPE\n"
    "  med det, som enhver Linux har, inde i mappen (ingen linje betyder, at alt er rigtigt):\n"
    "      tail -n +2 manifest.csv | awk -F, '{print $3 \"  \" $1}' | sha256sum --check --quiet\n"
    "  SHA-256 af manifest.csv blev skrevet, da mappen blev lavet. Spørg afgiveren om den ad en anden vej\n"
    "  end den, mappen kom: den er ikke underskrevet, tallet er beviset.\n"
    "\n"
    "Hvad ligger hvor\n"
    "  state.csv        hvornår den er taget, fra hvilken version af program, skema og PostgreSQL\n"
    "  description/     hver tabel og kolonne, hvad den betyder, nøgler og regler: description.txt for\n"
    "                   mennesker, tables.csv, columns.csv og keys.csv for programmer (på engelsk)\n"
    "  tables/          en fil for hver tabel, SKEMA.TABEL.csv, og sequences.csv: de næste numre\n"
    "  files/           hver fil og hvert dokument under sin SHA-256; index.csv siger, hvad den er, hvis\n"
    "                   den er, og hvor den hører til. Et dokument, som et navn er slettet af, ligger\n"
    "                   under SHA-256 af det, det er nu (path), ikke af det, posten nævner (sha256).\n"
    "                   uploads.csv er det samme efter nummeret i store.upload\n"
    "  log/             den underskrevne log: poster, hashværdier, underskrevne hoveder med vidnernes\n"
    "                   underskrifter, offentlige nøgler. Lagt ud som C2SP tlog-tiles, hoveder som\n"
    "                   tlog-checkpoint, træet som RFC 6962; et bundt i tile/entries er hver post (JSON)\n"
    "                   efter sin længde i to bytes. Programmets docs/log.md beskriver hvert felt\n"
    "  configuration/   tillidsprofil, CA'er, adresser, som det gamle system spurgte. Indstillinger,\n"
    "                   betalingernes afbildning og politikken for vidner er tabeller: meta.setting,\n"
    "                   grants.payment_profile, ledger.witness_policy\n"
    "\n"
    "Sådan er tabellerne skrevet\n"
    "  CSV efter RFC 4180, UTF-8, adskilt af komma, linjer ender med linjeskift, første linje nævner\n"
    "  kolonnerne. Intet mellem to kommaer er \"ingen værdi\", \"\" er en tom tekst. En tekst med komma,\n"
    "  anførselstegn eller linjeskift står i anførselstegn, et anførselstegn inde i den er fordoblet.\n"
    "  Tidspunkter er UTC (2019-10-24 10:00:00.123456+00), dage 2019-10-24, ja og nej er t og f, bytes er\n"
    "  \\x og hexadecimale cifre, lister {1,2}, beløb hele øre. Rækkerne står i primærnøglens orden.\n"
    "  Beløb flyttes i ledger.posting; hvad der skete, er ledger.entry, hvis kolonne leaf er posten selv\n"
    "  som JSON-tekst (hexadecimalt), som loggen har den.\n"
    "\n"
    "Er loggen, hvad den var?\n"
    "  tilsagn-verify --log-key \"$(cat log/log.vkey)\" --attest-keys log/attest.vkeys log\n"
    "  med nøgler, som du har andetsteds fra (revisorer, vidner), hvilket beviser mere end mappens egne.\n"
    "  De sidste poster i ledger.entry står måske ikke i loggen endnu: de står i ledger.log_queue eller\n"
    "  efter det nyeste hoved. Sequenceren får dem underskrevet, hvor arbejdet går videre.\n"
    "\n",
    "Sådan fortsættes med Tilsagn\n"
    "  1. Programmet (kildekode, EUPL-1.2) i den version, som state.csv nævner, og PostgreSQL i samme\n"
    "     hovedversion. Et senere program migrerer det, der er læst ind: læs først ind.\n"
    "  2. En tom database: tilsagn migrate sql  (med --testing, hvor clock_simulated er true).\n"
    "  3. tilsagn hand-over --read MAPPE. Alt eller intet: hver tabel sammenlignes med manifestet, hver\n"
    "     fremmednøgle efterprøves, og loggens rod beregnes igen.\n"
    "  4. tilsagn doctor sql/checks, og tilsagn-verify som ovenfor.\n"
    "  5. Nye nøgler, ingen af de gamle er her: loggens og portalværtens nøgle, TLS-nøglen og nøglen, der\n"
    "     lukker frø (docs/keys.md). Kopiér log/ til, hvor sequenceren offentliggør. Underskriveren\n"
    "     skal begynde ved det overdragne hoved og huske det i sin fil --head:\n"
    "         { echo 'tilsagn signed head v1'; head -n 3 log/checkpoint; } >head\n"
    "  6. tilsagn attest-key NØGLE for hver portalvært, tilsagn deployment record VERSION. Giv revisorer\n"
    "     og vidner den nye log.vkey; den gamle bliver stående ved siden af som log.former.vkeys.\n"
    "  7. To administratorer tilmelder anden faktor på ny for hver person, som havde en; folk logger ind\n"
    "     med deres egne certifikater som før.\n"
    "  8. sql/auditors laver revisorernes egne logins af det, der er tilmeldt.\n"
    "  Det gamle system skal være stoppet, før det nye optegner noget: to, der går videre fra samme hoved,\n"
    "  er en delt log, som vidner afviser.\n"
    "\n"
    "Hvad er her ikke, og hvorfor\n"
    "  Private nøgler (log, portalvært, TLS, frø): den, der har en, kan tale i dens navn; der laves nye, og\n"
    "    loggen siger fra hvilken post.\n"
    "  Frø til anden faktor, forseglede som de er: de er folks hemmeligheder, og folk tilmeldes på ny.\n"
    "  Logins, formularer gemt over et endt login, anmodninger, der venter på underskrift, uafsluttede\n"
    "    overførsler: de er minutter eller en dag gamle og laves igen.\n"
    "  Webserverens og databasens logfiler, sikkerhedskopier: de bliver hos den gamle leverandør i deres tid.\n"
    "  description/tables.csv nævner hver tabel, der er udeladt, med grunden.\n",
    NULL};

static enum status text_hand(
    struct hand_over *hand_over, const char *name, const char *const *parts)
{
    struct handed file;
    enum status status = handed_open(hand_over, name, &file);
    if (status != STATUS_OK) {
        return status; /* uncovered: the disk is full since the last file */
    }
    for (; *parts != NULL && status == STATUS_OK; parts++) {
        status = handed_put(&file, span_from(*parts));
    }
    return handed_close(&file, status, NULL);
}

enum status hand_over_readme(struct hand_over *hand_over)
{
    enum status status = text_hand(hand_over, "README.en.txt", english);
    return status == STATUS_OK ? text_hand(hand_over, "README.da.txt", danish) : status;
}

/* A file that operator.conf names, under its own last name. */
static enum status file_hand(struct hand_over *hand_over, const char *path)
{
    struct span bytes;
    const char *slash = strrchr(path, '/');
    arena_reset(hand_over->scratch);
    enum status status = file_read(hand_over->scratch, path, &bytes, &hand_over->op->fault);
    if (status == STATUS_OK) {
        const char *name =
            arena_printf(hand_over->scratch, "configuration/%s", slash == NULL ? path : slash + 1);
        status = handed_whole(hand_over, name, bytes);
    }
    return status;
}

/* The lines of operator.conf that are not of this host alone: no socket, no database, no folder. */
static enum status settings_hand(struct hand_over *hand_over)
{
    const struct settings *settings = &hand_over->op->settings;
    struct buffer text;
    buffer_init(&text, TEXT_MAX);
    for (size_t i = 0; i < settings->crl_source_count; i++) {
        buffer_printf(&text, "crl_source = %s\n", settings->crl_sources[i]);
    }
    buffer_printf(&text, "crl_alarm_hours = %d\n", settings->crl_alarm_hours);
    if (settings->stamp_source != NULL) {
        buffer_printf(&text, "stamp_source = %s\n", settings->stamp_source);
    }
    enum status status =
        text.failed ? STATUS_LIMIT
                    : handed_whole(hand_over, "configuration/operator.conf", buffer_span(&text));
    buffer_free(&text);
    return status;
}

enum status hand_over_configuration(struct hand_over *hand_over)
{
    const struct settings *settings = &hand_over->op->settings;
    enum status status = settings_hand(hand_over);
    if (status == STATUS_OK) {
        status = file_hand(hand_over, settings->trust);
    }
    for (size_t i = 0; i < settings->profile_count && status == STATUS_OK; i++) {
        status = file_hand(hand_over, settings->profiles[i]);
    }
    if (status == STATUS_OK && settings->stamp_trust != NULL) {
        status = file_hand(hand_over, settings->stamp_trust);
    }
    return status;
}
