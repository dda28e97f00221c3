# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# work.bash - the part of nginx/demo that leaves work behind: something to see on each page and something
# waiting for each role. FIRST and SECOND are the grants of fsm2-2019, THIRD and FOURTH the applications
# to ressource-2019.

# The hash of the document that the agency's counts come from; here nobody has one.
STATISTICS=$(printf 'demonstration' | sha256sum | cut -c1-64)

# entry_of <ANSWER: the number of the entry that an act has made; made_of: that, its kind and instant.
made_of() { jq -c '{entry, kind, at}'; }
entry_of() { jq -r .entry; }

# share_out: opkval-2017 while it is open, as when the clock began before November 2017. Its pool is shared by
# a key; the second finance year of one grant waits for an officer.
share_out() {
    local path=$AGENCY/calls/$SHARED proposal application
    together "walks applicant-1 $SHARED" "walks applicant-3 $SHARED"
    close $SHARED 2017-10-31T11:02:30Z
    say "== the applications are opened; one officer proposes the allocation, another decides it"
    api officer-1 POST "$path/opening" '{}' | made_of
    proposal=$(api officer-1 POST "$path/allocation" "$(api officer-1 GET "$path" |
        jq -c '{pool_ore: .pool.available_ore, reason: "Efter nøglen i opslaget."}')" | entry_of)
    api officer-2 POST "$path/allocation/decisions" \
        "{\"proposal_entry\":$proposal,\"decision\":\"allocate\",\"reason\":\"Som indstillet.\"}" | made_of
    clock 2017-11-15T09:00:00Z
    for application in $(api officer-1 GET "$path/applications" | jq '.applications[].application'); do
        award "$application" '[{"year":2017,"amount_ore":10000000},{"year":2018,"amount_ore":50000000}]' 2019-03-31
    done
    clock 2018-01-10T09:00:00Z
    api officer-3 POST "$AGENCY/grants/$application/lines" '{"year":2018,"amount_ore":50000000,
        "reason":"Kurserne følger planen."}' | made_of
}

# later_deadline: ressource-2019 can be applied to for three hours longer, by two officers who award nothing of it.
later_deadline() {
    local waiting path=$AGENCY/calls/$OTHER/notices
    waiting=$(api officer-3 GET "$path")
    [ "$(jq '.deadline.passed or (.notices | length > 0)' <<<"$waiting")" = false ] || return 0
    say "== $OTHER: the deadline is moved to later the same day"
    api officer-3 POST "$path" '{"kind":"deadline","change":{"local":"2019-11-29T15:00","end_of_day":false},
        "reason":"Portalen kunne ikke nås mellem kl. 8.00 og 10.30. Alle får derfor tre timer mere."}' >/dev/null
    api officer-4 POST "$path/decisions" "$(api officer-4 GET "$path" | jq -c '.proposals[0]
        | {proposal_entry: .entry, decision: "publish", reason: "Nedbruddet fremgår af driftsloggen.", change_sha256}')" |
        jq -c '{entry, kind, verdict, at}'
}

# award_one_refuse_one: ressource-2019 gives one grant and one letter of refusal.
award_one_refuse_one() {
    local proposal path=$AGENCY/applications/$FOURTH
    say "== $OTHER: one application is awarded, one refused with a letter"
    clock 2019-12-10T09:00:00Z
    together "score officer-1 $THIRD 4" "score officer-2 $THIRD 5"
    award "$THIRD" '[{"year":2020,"amount_ore":44000000},{"year":2021,"amount_ore":36000000}]' '' 2020-11-13
    proposal=$(api officer-1 POST "$path/refusal-proposals" '{"ground":"terms",
        "reason":"Projektet er det samme, som kommunen har fået tilskud til fra puljen Flere skal med 2.",
        "unheard_reason":"Afgørelsen hviler alene på kommunens egne ansøgninger."}' | entry_of)
    api officer-2 POST "$path/refusal-decisions" \
        "{\"proposal_entry\":$proposal,\"decision\":\"refuse\",\"reason\":\"Som indstillet.\"}" |
        jq -c '{entry, kind, verdict, at}'
}

something_for_everybody() {
    say "== work for everybody: bank, alarm, claim, dispute, amendment, results, report, auditor, access"
    clock 2020-11-19T09:00:00Z
    together after_the_payment beside_the_payment
    # Last, because nothing is paid on a disputed grant and because a second run looks for it.
    dispute
    say "   something waits for each role"
}

after_the_payment() {
    bank
    claim
}

beside_the_payment() {
    amend
    count_results
    report
    ask_for_access
}

# What the bank says of both payments, and of a credit that nobody expects; one payment is booked.
bank() {
    local batch payees statement path
    batch=$(api finance-3 GET $AGENCY/batches | jq '.batches[0].batch')
    payees=$(api finance-3 GET "$AGENCY/batches/$batch" | jq -c --argjson booked "$SECOND" \
        '.instalments | sort_by(.application != $booked)')
    statement=$(api finance-3 POST $AGENCY/statements "{\"file\":\"$(bank_file "$payees" | base64 -w0)\"}" | entry_of)
    path=$AGENCY/statements/$statement
    api finance-3 POST "$path/bookings" "$(api finance-3 GET "$path" |
        jq -c --argjson booked "$SECOND" '.lines | map(select(.application == $booked))
            | {lines: map(.line), total_ore: (map(.amount_ore) | add)}')" | made_of
}

# bank_file PAYEES: a statement (camt.053) of the account that payments come from. The bank does not tell
# who got the first of them, so that the payee is asked.
bank_file() {
    local account
    account=$(jq -r '.debtor_account | .iban // .id' "$ROOT/sql/payment/nemkonto.json")
    jq -r --arg account "$account" '
        def kr: "\(. / 100 | floor).\(. % 100 + 100 | tostring[1:])";
        def amount: "<Amt Ccy=\"DKK\">\(kr)</Amt>";
        def balance($kind; $day): "<Bal><Tp><CdOrPrtry><Cd>\($kind)</Cd></CdOrPrtry></Tp>\(amount)" +
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>\($day)</Dt></Dt></Bal>";
        def movement($way; $number; $refs; $party):
            "<Ntry>\(amount)<CdtDbtInd>\($way)</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2020-11-18</Dt></BookgDt>" +
            "<NtryDtls><TxDtls><Refs><AcctSvcrRef>\($number)</AcctSvcrRef>\($refs)</Refs>\(amount)" +
            "<CdtDbtInd>\($way)</CdtDbtInd>\($party)</TxDtls></NtryDtls></Ntry>";
        500000000 as $before | 1250000 as $credit | (map(.amount_ore) | add) as $paid
        | "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>",
        "<GrpHdr><MsgId>20201119</MsgId><CreDtTm>2020-11-19T06:00:00</CreDtTm></GrpHdr>",
        "<Stmt><Id>2020-11-19</Id><CreDtTm>2020-11-19T06:00:00</CreDtTm>",
        "<FrToDt><FrDtTm>2020-11-16T00:00:00</FrDtTm><ToDtTm>2020-11-18T23:59:59</ToDtTm></FrToDt>",
        "<Acct><Id><IBAN>\($account)</IBAN></Id></Acct>",
        ($before | balance("OPBD"; "2020-11-16")), ($before - $paid + $credit | balance("CLBD"; "2020-11-18")),
        (to_entries[] | .key as $n | .value | .reference as $reference | .organisation.cvr as $cvr | .amount_ore
            | movement("DBIT"; "2020-\($n + 1)"; "<EndToEndId>\($reference)</EndToEndId>";
                if $n == 0 then "" else "<RltdPties><Cdtr><Id><OrgId><Othr><Id>\($cvr)</Id></Othr></OrgId></Id></Cdtr></RltdPties>" end)),
        ($credit | movement("CRDT"; "2020-9"; ""; "")),
        "</Stmt></BkToCstmrStmt></Document>"' <<<"$1"
}

# One claim stands, a plan for it waits for finance; a second claim waits for the hearing of the party.
claim() {
    local path=$AGENCY/grants/$SECOND proposal
    proposal=$(api officer-3 POST "$path/claims" '{"cause":"terms","amount_ore":4000000,"due":"2020-12-18",
        "reason":"Løn for en måned til en medarbejder, der ikke arbejdede med målgruppen.",
        "unheard_reason":"Oplysningerne er kommunens egne; den skrev det selv i sin statusrapport."}' | entry_of)
    proposal=$(api officer-4 POST "$path/claims/decisions" \
        "{\"proposal_entry\":$proposal,\"decision\":\"claim\",\"reason\":\"Enig.\"}" | entry_of)
    api officer-3 POST "$path/settlements" "{\"claim\":$proposal,\"change\":\"plan\",\"amount_ore\":4000000,
        \"instalments\":[{\"due\":\"2020-12-18\",\"amount_ore\":2000000},{\"due\":\"2021-01-18\",\"amount_ore\":2000000}],
        \"reason\":\"Kommunen har bedt om at betale over to måneder.\"}" | made_of
    api officer-3 POST "$AGENCY/applications/$SECOND/hearings" '{"answer_by":"2020-12-04",
        "facts":"Styregruppen mødtes ifølge referaterne to gange i det første år; tilsagnet kræver et møde hvert kvartal."}' |
        made_of
    api officer-3 POST "$path/claims" '{"cause":"terms","amount_ore":1500000,"due":"2021-01-29",
        "reason":"Styregruppen mødtes ikke hvert kvartal."}' | made_of
    api finance-1 POST $AGENCY/interest-rates '{"from":"2020-07-01","to":"2020-12-31","reference_percent":"0.05",
        "supplement_bp":800,"source":"renteloven § 5, stk. 1"}' | made_of
}

dispute() {
    local path=/api/v1/grants/$SECOND/statements/2020 sha256
    sha256=$(api applicant-3 GET "$path" | jq -r .statement.sha256)
    api applicant-3 POST "$path/disputes" "{\"sha256\":\"$sha256\",
        \"reason\":\"Der står 500.000 kr. som udbetalt. Vi kan ikke finde beløbet på vores konto.\"}" |
        made_of
}

# The management asks over its own signature; an officer proposes what another will decide.
amend() {
    local request
    request=$(api management-1 POST "/api/v1/grants/$FIRST/amendment-requests" \
        '{"amount_ore":105000000,"reason":"Flere deltagere end ventet; en jobformidler mere i 2021."}' | entry_of)
    api officer-3 POST "$AGENCY/grants/$FIRST/amendment-proposals" "$(api officer-3 GET "$AGENCY/grants/$FIRST/changes" |
        jq -c --argjson request "$request" '{request_entry: $request, amount_ore: 105000000,
            lines: [{year: 2020, amount_ore: 55000000}, {year: 2021, amount_ore: 50000000}],
            period_to: "2021-11-30", part_accounts_due: "2020-11-30", final_accounts_due: "2022-02-28",
            budget: (.budget | .[0].amounts[1].amount_ore += 5000000), reason: "Som kommunen har bedt om."}')" |
        made_of
}

# count MONTH NUMBER: what an officer finds in the agency's statistics.
count() {
    api officer-3 POST "$AGENCY/grants/$FIRST/results" "{\"code\":\"work_or_education\",\"numerator\":$2,
        \"denominator\":100,\"period\":\"$1\",\"first_week\":null,\"source_sha256\":\"$STATISTICS\"}"
}

# One month is confirmed, the next one waits for the other officer.
count_results() {
    local result
    result=$(count 2020-09 14 | entry_of)
    api officer-4 POST "$AGENCY/grants/$FIRST/results/$result/confirmations" \
        "{\"source_sha256\":\"$STATISTICS\"}" >/dev/null
    count 2020-10 16 | made_of
}

# The grant of ressource-2019: a reminder, a status report, late accounts that wait for the management, an audit firm.
report() {
    local path=/api/v1/grants/$THIRD
    api officer-3 POST "$AGENCY/grants/$THIRD/reminders" '{"what":"part_accounts"}' | made_of
    api applicant-2 POST "$path/reports" '{"report":"status","period_to":"2020-10-31",
        "text":"65 borgere er i gang, 22 af dem i virksomhedspraktik eller løntimer.",
        "topics":[{"code":"activities_held","text":"Seks møder i styregruppen og fire temadage for jobformidlerne."},
            {"code":"case_review","text":"Alle sager er gennemgået i januar og februar 2020."}]}' | made_of
    api management-1 POST "$path/auditor" '{"firm":"10000004"}' | made_of
    api applicant-2 POST "$path/accounts" '{"kind":"part","period_to":"2020-10-31","lines":[
        {"line":1,"actual_ore":36000000,"own_funding_ore":0,"first":"2020-01-01","last":"2020-10-31","before_award_ore":0},
        {"line":2,"actual_ore":4000000,"own_funding_ore":0,"first":"2020-01-01","last":"2020-10-31","before_award_ore":0}],
        "vat":"excluded",
        "note":"Kørsel og lokaler betaler kommunen selv."}' | made_of
}

ask_for_access() {
    api newcomer-1 POST /api/v1/access '{"unit":"Jobcenter"}' >/dev/null
    api newcomer-3 POST $AGENCY/access '{"unit":"Puljer og tilskud"}' | jq -c '{request, created}'
}
