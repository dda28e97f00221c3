# SPDX-License-Identifier: EUPL-1.2
"""What lives.py walks: each call's grants, and what is paid of each, worked out by hand from docs/rules.md.

Amounts are øre, written 400_000_00 for 400,000.00 kr. A grant: who applies, for how much, and the award's lines.
A wave: part or final accounts of several grants until the same day, and what these lack when they are sent. Its rows:
the grant, what was spent, who signs, the steps that follow, and what is claimed back. The first step's amount is
payable when the accounts are signed and reported on; each later one, an act, has the amount that is payable after it.
`paid` is the wave's payment file; `closed` what goes back to the pool and what was paid in all; `left` is the pool then.
"""
FULL, PART, BACK = "in full", "in part", "claimed back"
MANAGEMENT, AUDITOR = "management", "auditor"
A, B, REGION = "applicant-1", "applicant-3", "clinical-1"  # two municipalities and a clinical function
MANAGER = {A: "management-1", B: "management-2", REGION: "management-3"}

# Two payments without a split: min(award, documented) less what was paid. Published the other way round: an auditor
# below 500,000 until two officers rule. Left at last: 7,700,000 - 400,000 - 320,000 - 230,000 = 6,750,000.
REHAB = {
    "call": "rehab-2016", "sent": "2016-10-05T08:00:00Z", "closed": "2016-10-07T22:02:30Z",
    "awarded": "2016-10-28T08:00:00Z", "part_due": "2017-05-15", "due": "2018-01-31",
    "grants": {
        FULL: {"by": A, "parties": ["10000003"], "applied": 450_000_00, "award": {2017: 400_000_00}},
        PART: {"by": REGION, "parties": ["10000001"], "applied": 450_000_00, "award": {2017: 400_000_00}},
        BACK: {"by": B, "parties": ["10000003"], "applied": 450_000_00, "award": {2017: 400_000_00}}},
    "waves": (
        {"at": "2017-05-10T08:00:00Z", "kind": "part", "to": "2017-04-30", "lacks": ["sign_off"], "rows": (
            (FULL, 250_000_00, MANAGEMENT, ((250_000_00,),), 0),  # min(400,000, 250,000)
            (PART, 100_000_00, MANAGEMENT, ((100_000_00,),), 0),
            (BACK, 250_000_00, MANAGEMENT, ((250_000_00,),), 0)),
         "paid": 600_000_00},
        {"at": "2018-01-15T08:00:00Z", "kind": "final", "to": "2017-10-31", "lacks": ["sign_off"], "rows": (
            # min(400,000, 450,000) - 250,000
            (FULL, 450_000_00, AUDITOR, ((150_000_00,),), 0),
            # nothing on the management's signature; once ruled: min(400,000, 320,000) - 100,000
            (PART, 320_000_00, MANAGEMENT, ((0,), (220_000_00, "rule", "THRESHOLD_REVERSED", "corrected")), 0),
            (BACK, 230_000_00, MANAGEMENT, ((0,),), 20_000_00)),  # 250,000 - 230,000
         "paid": 370_000_00,
         "closed": {FULL: (0, 400_000_00), PART: (80_000_00, 320_000_00), BACK: (150_000_00, 230_000_00)},
         "left": 6_750_000_00})}

# One payment on final accounts and final report, once the line of each year is given: min(award, documented). Nobody else
# applies, so that each gets what was applied for. The third ending is life.py's: a municipality applies once.
# Left at last: 5,300,000 - 75,000 - 499,999.99 = 4,725,000.01.
OPKVAL = {
    "call": "opkval-2017", "sent": "2017-10-20T08:00:00Z", "closed": "2017-10-31T11:02:30Z",
    "awarded": "2017-11-15T09:00:00Z", "part_due": None, "due": "2019-03-31",
    "grants": {
        FULL: {"by": A, "applied": 75_000_00, "award": {2017: 25_000_00, 2018: 50_000_00}},
        PART: {"by": B, "applied": 600_000_00, "award": {2017: 100_000_00, 2018: 500_000_00}}},
    "given": "2018-01-11T09:00:00Z",
    "waves": (
        {"at": "2019-01-20T09:00:00Z", "kind": "final", "to": "2018-12-31", "lacks": ["final_report", "sign_off"], "rows": (
            (FULL, 80_000_00, MANAGEMENT, ((75_000_00,),), 0),  # min(75,000, 80,000)
            (PART, 499_999_99, AUDITOR, ((499_999_99,),), 0)),  # to the øre; an auditor: 600,000 were awarded
         "paid": 574_999_99,
         "closed": {FULL: (0, 75_000_00), PART: (100_000_01, 499_999_99)},
         "left": 4_725_000_01},)}

# One payment on final accounts, which management signs whatever the award: min(award, documented), documented being
# min(spent, line of 150,000). Left at last: 1,500,000 - 150,000 - 119,999.99 - 140,000 = 1,090,000.01.
AMBASSADOER = {
    "call": "ambassadoer-2018", "sent": "2018-01-20T08:00:00Z", "closed": "2018-01-26T11:02:30Z",
    "awarded": "2018-02-15T09:00:00Z", "part_due": None, "due": "2019-03-31",
    "grants": {
        FULL: {"by": A, "hours": [300], "applied": 150_000_00, "award": {2018: 150_000_00}},
        PART: {"by": B, "hours": [300], "applied": 150_000_00, "award": {2018: 150_000_00}},
        BACK: {"by": B, "hours": [300], "applied": 150_000_00, "award": {2018: 150_000_00}}},
    "waves": (
        {"at": "2019-03-20T09:00:00Z", "kind": "final", "to": "2018-12-31", "lacks": ["sign_off"], "rows": (
            (FULL, 160_000_00, MANAGEMENT, ((150_000_00,),), 0),  # min(160,000, 150,000)
            (PART, 119_999_99, MANAGEMENT, ((119_999_99,),), 0),
            (BACK, 150_000_00, MANAGEMENT, ((150_000_00,),), 0)),
         "paid": 419_999_99,
         "closed": {FULL: (0, 150_000_00), PART: (30_000_01, 119_999_99)},
         "left": 1_080_000_01},  # 1,500,000 - 150,000 - 119,999.99 - 150,000
        {"at": "2019-04-10T08:00:00Z", "kind": "final", "to": "2018-12-31", "lacks": ["sign_off"], "rows": (
            (BACK, 140_000_00, MANAGEMENT, ((0,),), 10_000_00),),  # corrected: 150,000 - 140,000
         "paid": 0,
         "closed": {BACK: (0, 140_000_00)},
         "left": 1_090_000_01})}

# Half on part accounts; at the end 90 % from 15 % in work or education in one month, all of it from 20 %.
# Left at last: 148,000,000 - 1,000,000 - 900,000 - 450,000 = 145,650,000.
FSM2 = {
    "call": "fsm2-2019", "sent": "2019-10-20T08:00:00Z", "closed": "2019-10-24T10:02:30Z",
    "awarded": "2019-11-12T09:00:00Z", "part_due": "2020-11-30", "due": "2022-02-28",
    "grants": {
        FULL: {"by": A, "applied": 1_200_000_00, "award": {2020: 1_000_000_00}},
        PART: {"by": A, "applied": 1_200_000_00, "award": {2020: 1_000_000_00}},
        BACK: {"by": B, "applied": 1_200_000_00, "award": {2020: 1_000_000_00}}},
    "waves": (
        {"at": "2020-11-10T09:00:00Z", "kind": "part", "to": "2020-10-31", "lacks": ["sign_off"], "rows": (
            (FULL, 620_000_00, MANAGEMENT, ((500_000_00,),), 0),  # min(1,000,000 x 50 %, 620,000)
            (PART, 620_000_00, MANAGEMENT, ((500_000_00,),), 0),
            (BACK, 620_000_00, MANAGEMENT, ((500_000_00,),), 0)),
         "paid": 1_500_000_00},
        {"at": "2022-01-10T09:00:00Z", "kind": "final", "to": "2021-11-30", "lacks": ["result", "sign_off"], "rows": (
            # min(1,000,000 x 100 %, 1,050,000) - 500,000
            (FULL, 1_050_000_00, AUDITOR, ((0,), (500_000_00, "count", "work_or_education", 20, 100, "2021-10", None)), 0),
            # 14 of 100 are below 15 %: nothing more; 15 of 100: 1,000,000 x 90 % - 500,000
            (PART, 1_050_000_00, AUDITOR, ((0,), (0, "count", "work_or_education", 14, 100, "2021-11", None),
                                           (400_000_00, "count", "work_or_education", 15, 100, "2021-11", None)), 0),
            # 500,000 - 450,000, whatever the result
            (BACK, 450_000_00, AUDITOR, ((0,), (0, "count", "work_or_education", 20, 100, "2021-11", None)), 50_000_00)),
         "paid": 900_000_00,
         "closed": {FULL: (0, 1_000_000_00), PART: (100_000_00, 900_000_00), BACK: (500_000_00, 450_000_00)},
         "left": 145_650_000_00})}

# 75 % on accounts of any kind with a status report, the first showing the case review; 12.5 % for 35 % in placement,
# 12.5 % for 15 % in paid hours or education, each for itself. Left at last: 61,500,000 - 800,000 - 700,000 - 550,000
# = 59,450,000.
RESSOURCE = {
    "call": "ressource-2019", "sent": "2019-11-20T09:00:00Z", "closed": "2019-11-29T11:02:30Z",
    "awarded": "2019-12-16T09:00:00Z", "part_due": "2020-06-30", "due": "2022-03-31",
    "grants": {
        FULL: {"by": A, "applied": 900_000_00, "award": {2020: 800_000_00}},
        PART: {"by": A, "applied": 900_000_00, "award": {2020: 800_000_00}},
        BACK: {"by": B, "applied": 800_000_00, "award": {2020: 800_000_00}}},
    "waves": (
        {"at": "2020-06-10T08:00:00Z", "kind": "part", "to": "2020-05-31",
         "lacks": ["case_review", "sign_off", "status_report"], "rows": (
            (FULL, 300_000_00, MANAGEMENT, ((300_000_00,),), 0),  # min(800,000 x 75 %, 300,000)
            (PART, 600_000_00, MANAGEMENT, ((600_000_00,),), 0),  # 75 % at once
            (BACK, 600_000_00, MANAGEMENT, ((600_000_00,),), 0)),
         "paid": 1_500_000_00},
        {"at": "2020-09-10T08:00:00Z", "kind": "part", "to": "2020-08-31", "lacks": ["sign_off", "status_report"], "rows": (
            (FULL, 700_000_00, MANAGEMENT, ((300_000_00,),), 0),),  # min(600,000, 700,000) - 300,000
         "paid": 300_000_00},
        {"at": "2022-02-10T09:00:00Z", "kind": "final", "to": "2021-12-31", "lacks": ["final_report", "sign_off"], "rows": (
            # 700,000 - 600,000 when the first is met, 800,000 - 600,000 when both are
            (FULL, 800_000_00, AUDITOR, ((0,), (100_000_00, "count", "placement", 35, 100, "2021-Q2", "iso"),
                                         (200_000_00, "count", "paid_or_education", 15, 100, "2021-Q4", "iso")), 0),
            # 34 of 100 are below 35 %; the second alone: 800,000 x 87.5 % - 600,000
            (PART, 800_000_00, AUDITOR, ((0,), (0, "count", "placement", 34, 100, "2021-Q2", "iso"),
                                         (100_000_00, "count", "paid_or_education", 15, 100, "2021-Q1", "iso")), 0),
            (BACK, 550_000_00, AUDITOR, ((0,),), 50_000_00)),  # 600,000 - 550,000
         "paid": 300_000_00,
         "closed": {FULL: (0, 800_000_00), PART: (100_000_00, 700_000_00), BACK: (200_000_00, 550_000_00)},
         "left": 59_450_000_00})}

CALLS = (REHAB, OPKVAL, AMBASSADOER, FSM2, RESSOURCE)
