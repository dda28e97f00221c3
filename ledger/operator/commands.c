/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/commands.h"

#include <stddef.h>

const struct command operator_commands[] = {
    {"call check", "FILE", "Check a call's definition and explain its anomalies",
        "Reads the JSON file strictly. A wrong one is refused with file, line and reason. For a\n"
        "valid one it prints the SHA-256 that two officers will be shown, and each anomaly of the\n"
        "published text with the reading that the system adopts, in Danish and in English, what a\n"
        "ruling may choose and what waits until then. Asks no database.\n",
        command_call_check},
    {"call load", "FILE", "Check a call's definition, store and propose it",
        "As call check; then stores the file's bytes and proposes the call. Two officers confirm\n"
        "the SHA-256. Prints \"proposal NUMBER SHA-256\".\n",
        command_call_load},
    {"annex load", "FILE", "Store and propose an annex table of a call",
        "FILE is {\"v\":1,\"call\":…,\"annex\":…,\"value\":…,\"rows\":[…]}. Two officers confirm it.\n",
        command_annex_load},
    {"register load", "FILE", "Store and propose organisations, people and roles",
        "FILE is {\"v\":1,\"organisations\":[…],\"people\":[…]}. Two administrators confirm it.\n",
        command_register_load},
    {"appropriation load", "FILE", "Store and propose an appropriation",
        "FILE is the appropriation's document. Two finance persons confirm it.\n",
        command_appropriation_load},
    {"propose", "KIND SUBJECT TITLE FILE", "Store any document and propose it",
        "KIND is register, appropriation, call or annex; the others of these commands find SUBJECT\n"
        "and TITLE in the document, this one takes yours.\n",
        command_propose},
    {"bootstrap", "FILE", "Enrol the first two administrators, once",
        "FILE is {\"administrators\":[…two…]}, each {profile, serial_number, organisation,\n"
        "organisation_name, name, proof}. Refused as soon as anybody is enrolled.\n",
        command_bootstrap},
    {"administrators recover", "FILE", "Propose two new administrators when all are lost",
        "FILE is {\"v\":1,\"reason\":\"…\",\"administrators\":[…two…]}, each {profile, serial_number,\n"
        "organisation, name, proof}. Prints \"proposal NUMBER SHA-256\". From now on every page and\n"
        "answer tells everybody. An officer and a finance person, two humans, confirm it; seven days\n"
        "later it may be completed. Until then one administrator, officer or finance person can stop\n"
        "it: whoever is not lost has a week to say so. It lapses after 30 days.\n",
        command_administrators_recover},
    {"administrators complete", "NUMBER", "Carry a confirmed recovery out after its week",
        "Enrols the two and takes the role from all others. The record says that the line of\n"
        "administrators was broken here, and everybody is told for 30 more days. Refused before the\n"
        "week is over, when it was stopped, or when one of the two holds another role.\n",
        command_administrators_complete},
    {"migrate", "[--testing] FOLDER", "Bring the database to the state of the folder sql",
        "Roles, migrations (forward only, each in a transaction, an edited old one is refused),\n"
        "then functions, views and rights in one transaction. Any number of times. As superuser.\n"
        "--testing adds the simulated clock; refused where entries were made without it.\n",
        command_migrate},
    {"attest-key", "KEY", "Make a portal host's attest key known to the database",
        "KEY is what `tilsagn-attest --public-key` prints. As superuser, at installation.\n",
        command_attest_key},
    {"deployment record", "VERSION", "Append an entry with the hash of the installed schema",
        "After migrate. doctor and the sequencer compare the schema with the last such entry.\n",
        command_deployment},
    {"demo clock", "[[--freeze] INSTANT]", "Show or move the simulated clock",
        "INSTANT is UTC, 2019-10-24T10:00:00Z, and not before the clock's own time. It runs on from\n"
        "there; with --freeze it stands. Only where migrate --testing installed it.\n",
        command_demo_clock},
    {"crl update", "[--check] [--from SOURCE]…", "Fetch, check and publish the revocation lists",
        "SOURCE is a file or an http(s) address with one list in DER or several in PEM; without one,\n"
        "every crl_source of operator.conf. Each list must be signed by a CA of the file `trust`, be\n"
        "complete, in force, and neither number nor date may lie before what is published; every CA\n"
        "needs one. Then the table is replaced, which every worker takes up within 10 seconds, and\n"
        "the bundle, which nginx reads when it is reloaded. If anything is refused, both stay as they\n"
        "are. An entry counts from its publication, whatever date it names. --check writes nothing.\n"
        "\n"
        "Exit code 1 also when a list in force ends in less than crl_alarm_hours, and 3 when only\n"
        "sources did not answer: both are logged as errors. When a list has ended, nobody is let in.\n",
        command_crl_update},
    {"trust check", "CERT [OPTIONS]", "Explain why a certificate is let in or refused",
        "CERT is one certificate, PEM or DER. Takes the steps of a request with the code of a\n"
        "request and prints for each: ok, REFUSED or not reached, what was seen, what is wanted,\n"
        "and where that rule comes from. Asks no database: whether the person is enrolled, blocked\n"
        "or of another organisation is asked at each request.\n\n"
        "  --profile FILE  trust profile; may be repeated\n"
        "  --ca FILE       the CAs they pin, PEM\n"
        "  --crl FILE      the table of `crl update`, or one list of each CA as PEM\n"
        "  --at TIME       as at that time, UTC: 2026-10-24T10:00:00Z\n\n"
        "Without them profile, trust and crl_table of operator.conf, and now. Exit code 0: let in;\n"
        "1: refused; 2: nothing was decided, because a file or an option is not usable.\n",
        command_trust_check},
    {"seal rotate", "FILE", "Close the seeds of second factors with a new key",
        "FILE is the key file of one pool (`seal` in its configuration). A new random key becomes\n"
        "its first line; workers take it up at the next code, without a restart. Then every seed\n"
        "that a former key of FILE closed is closed with the new one. Former keys stay in FILE and\n"
        "still open what they closed, so that this may stop anywhere: `seal finish` goes on. Lines\n"
        "of comment go. As superuser, and as root where FILE belongs to another user.\n",
        command_seal_rotate},
    {"seal finish", "FILE", "Remove the former keys of a rotated key file",
        "Closes with FILE's first key what a former one still closes, and takes the former ones out.\n"
        "A backup of the database from before the rotation opens with the former FILE alone.\n",
        command_seal_finish},
    {"stamp", "", "Have an outside authority time-stamp signatures and the log's head",
        "Asks the authority stamp_source of operator.conf (RFC 3161 over http or https) for a token over\n"
        "the SHA-256 of each signature that has none yet, and once a day over the log's newest signed\n"
        "head. Nothing but hashes leaves this host. A reply counts when it is signed by a certificate\n"
        "for time stamping that leads to the CAs of stamp_trust, over this hash, with this request's\n"
        "nonce, with SHA-256 or stronger, within a minute of this host's clock. It is kept with those\n"
        "CAs, and dossiers and sql/evidence give both away. With stamp_folder the heads are published:\n"
        "SIZE.note, what was stamped, and SIZE.tsr. Any number of times; a timer runs it.\n"
        "\n"
        "Exit code 1 when a reply does not hold, 3 when the authority does not answer: both are logged\n"
        "as errors; what is not stamped is tried again.\n",
        command_stamp},
    {"recompute", "", "Make every stored decision again by the rule version it names",
        "Submissions, awards, amendments, allocations, instalments and closings, from the record and\n"
        "the documents that it names. Lists each that the rule decides otherwise. Exit code 1 when\n"
        "there is one. tilsagn-verify does the same over a folder of the log, without a database.\n",
        command_recompute},
    {"log replay", "[--dry-run] [--files DIR]… FOLDER", "Put back signed entries that were lost",
        "For a database that was restored to an earlier state while the log's files still hold what\n"
        "was signed. FOLDER is the log's folder or a copy. Every entry of it is compared with the\n"
        "checkpoint's signature and with the database; then the act of each lost entry is performed\n"
        "again from its leaf, with its times and numbers, and must make the same bytes. All or none,\n"
        "in one transaction, while no act and no sequencer works. As superuser; stop the portal\n"
        "first, or entries that are recorded meanwhile stand where the lost ones belong.\n"
        "\n"
        "  --dry-run    do all of it, then take it back and say what would be done\n"
        "  --files DIR  files by their SHA-256: signatures of people, documents of proposals\n"
        "\n"
        "What no leaf holds cannot come back and is refused with the first such entry: drafts and\n"
        "their files, names of people, seeds of second factors. docs/log.md says what then.\n",
        command_log_replay},
    {"log propose-anew", "HEAD REASON",
        "Propose that the log goes on under a new name, its end lost",
        "The last way, when signed entries are missing and no copy of the log's files is left: log\n"
        "replay is always tried first. HEAD says how much was signed: the signer's file, or a\n"
        "checkpoint that a witness or anybody else has kept. REASON is for everybody, for good. What\n"
        "the database still has is written beside it into a document that two administrators\n"
        "confirm. Prints \"proposal NUMBER SHA-256\". As superuser and operator; changes nothing.\n",
        command_log_propose_anew},
    {"log begin-anew", "[--dry-run] NUMBER", "Begin the log anew as a confirmed proposal says",
        "NUMBER is the proposal's. The log X goes on as X/2: its first entry says what was signed,\n"
        "what is left, which entries are lost and why; behind it everything that is left is logged\n"
        "again in its order. What was signed under the former name stays readable for those who hold\n"
        "receipts of it. All or nothing, in one transaction. This cannot be undone, and everybody is\n"
        "told for ever: on the public page of the log, by tilsagn doctor, by tilsagn-verify, which\n"
        "never calls such a log whole. As superuser; stop the sequencer first.\n"
        "\n"
        "  --dry-run    do all of it, then take it back and say what would be done\n",
        command_log_begin_anew},
    {"hand-over", "[--check | --read] FOLDER", "Everything into one folder, for another supplier",
        "Writes every table, every file and the log with its proofs into FOLDER, in formats that need no\n"
        "program of ours, out of one snapshot while the portal goes on. FOLDER must be empty or not there\n"
        "yet; it is for its owner alone. The README in it says, in both languages, what is where, what is\n"
        "deliberately not in it, and how to go on. The manifest with the SHA-256 of each file is written\n"
        "last: a folder without one is half. Its own SHA-256 is printed. As superuser.\n"
        "\n"
        "  --check  hold FOLDER to its manifest; asks no database\n"
        "  --read   the same, then read it into the database of operator.conf, which was migrated and\n"
        "           never used. All or nothing: every table is compared with the manifest afterwards,\n"
        "           every foreign key asked, the root of the log recomputed\n"
        "\n"
        "NAMES, IDENTITIES AND BANK ACCOUNTS OF PEOPLE ARE IN IT, readable, as whoever goes on needs them.\n"
        "Give it to whom the agency has an agreement with, and encrypt it on the way.\n",
        command_hand_over},
    {"doctor log", "", "Whether the log is kept at this minute; what monitoring watches",
        "Schema against the recorded deployment, entries that wait to be signed for more than a\n"
        "minute, entries kept out, the published log against the database's, standbys, witnesses.\n"
        "Says nothing of what is in order. tilsagn-doctor-log.timer runs it each minute. Exit code 1\n"
        "when something is broken; with the simulated clock what only a demonstration lacks is a\n"
        "warning. A folder of that name: doctor ./log.\n",
        command_doctor_log},
    {"doctor", "[FOLDER]", "Look at everything that must be right, in plain words",
        "Database, schema against the recorded deployment, simulated clock, queue, attest process,\n"
        "CRLs, free space; with FOLDER (sql/checks) every check of the record. Exit code 1 when\n"
        "something is broken.\n",
        command_doctor},
    {NULL, NULL, NULL, NULL, NULL},
};
