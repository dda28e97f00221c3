/* SPDX-License-Identifier: EUPL-1.2 */
/* commands.h - the commands of `tilsagn`, one function each; commands.c says what they do. */
#ifndef LEDGER_OPERATOR_COMMANDS_H
#define LEDGER_OPERATOR_COMMANDS_H

#include "ledger/operator/operator.h"

enum outcome command_migrate(struct operator_run *op, int count, char *const *arguments);
enum outcome command_attest_key(struct operator_run *op, int count, char *const *arguments);
enum outcome command_deployment(struct operator_run *op, int count, char *const *arguments);
enum outcome command_bootstrap(struct operator_run *op, int count, char *const *arguments);
enum outcome command_propose(struct operator_run *op, int count, char *const *arguments);
enum outcome command_call_check(struct operator_run *op, int count, char *const *arguments);
enum outcome command_call_load(struct operator_run *op, int count, char *const *arguments);
enum outcome command_annex_load(struct operator_run *op, int count, char *const *arguments);
enum outcome command_register_load(struct operator_run *op, int count, char *const *arguments);
enum outcome command_administrators_recover(
    struct operator_run *op, int count, char *const *arguments);
enum outcome command_administrators_complete(
    struct operator_run *op, int count, char *const *arguments);
enum outcome command_appropriation_load(struct operator_run *op, int count, char *const *arguments);
enum outcome command_demo_clock(struct operator_run *op, int count, char *const *arguments);
enum outcome command_crl_update(struct operator_run *op, int count, char *const *arguments);
enum outcome command_trust_check(struct operator_run *op, int count, char *const *arguments);
enum outcome command_seal_rotate(struct operator_run *op, int count, char *const *arguments);
enum outcome command_seal_finish(struct operator_run *op, int count, char *const *arguments);
enum outcome command_stamp(struct operator_run *op, int count, char *const *arguments);
enum outcome command_recompute(struct operator_run *op, int count, char *const *arguments);
enum outcome command_log_propose_anew(struct operator_run *op, int count, char *const *arguments);
enum outcome command_log_begin_anew(struct operator_run *op, int count, char *const *arguments);
enum outcome command_log_replay(struct operator_run *op, int count, char *const *arguments);
enum outcome command_hand_over(struct operator_run *op, int count, char *const *arguments);
enum outcome command_doctor_log(struct operator_run *op, int count, char *const *arguments);
enum outcome command_doctor(struct operator_run *op, int count, char *const *arguments);

#endif
