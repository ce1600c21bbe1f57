-- SQLite gives each row a number of its own, besides its key. Whoever names it in an `INSERT OR REPLACE`, or changes it in an
-- `UPDATE OR REPLACE`, takes another row away without a word: neither the guard of the keys nor that of deletions is asked. A row that is
-- inserted without such a number is asked about under -1; so no row may have a number below zero, or nothing could follow it.

CREATE TRIGGER access_change_no_replace_row BEFORE INSERT ON access_change WHEN EXISTS (SELECT 1 FROM access_change WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_change_no_replace_below AFTER INSERT ON access_change WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_change_no_update_row BEFORE UPDATE ON access_change WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_confirmation_no_replace_row BEFORE INSERT ON access_confirmation WHEN EXISTS (SELECT 1 FROM access_confirmation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_confirmation_no_replace_below AFTER INSERT ON access_confirmation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_confirmation_no_update_row BEFORE UPDATE ON access_confirmation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER account_no_replace_row BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER account_no_replace_below AFTER INSERT ON account WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER account_no_update_row BEFORE UPDATE ON account WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER app_user_no_replace_row BEFORE INSERT ON app_user WHEN EXISTS (SELECT 1 FROM app_user WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER app_user_no_replace_below AFTER INSERT ON app_user WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER app_user_no_update_row BEFORE UPDATE ON app_user WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER arrears_settlement_no_replace_row BEFORE INSERT ON arrears_settlement WHEN EXISTS (SELECT 1 FROM arrears_settlement WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER arrears_settlement_no_replace_below AFTER INSERT ON arrears_settlement WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER arrears_settlement_no_update_row BEFORE UPDATE ON arrears_settlement WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER assignment_no_replace_row BEFORE INSERT ON assignment WHEN EXISTS (SELECT 1 FROM assignment WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER assignment_no_replace_below AFTER INSERT ON assignment WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER assignment_no_update_row BEFORE UPDATE ON assignment WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER audit_no_replace_row BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER audit_no_replace_below AFTER INSERT ON audit WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER audit_no_update_row BEFORE UPDATE ON audit WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER authorisation_no_replace_row BEFORE INSERT ON authorisation WHEN EXISTS (SELECT 1 FROM authorisation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER authorisation_no_replace_below AFTER INSERT ON authorisation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER authorisation_no_update_row BEFORE UPDATE ON authorisation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER authorisation_version_no_replace_row BEFORE INSERT ON authorisation_version WHEN EXISTS (SELECT 1 FROM authorisation_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER authorisation_version_no_replace_below AFTER INSERT ON authorisation_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER authorisation_version_no_update_row BEFORE UPDATE ON authorisation_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER balance_no_replace_row BEFORE INSERT ON balance WHEN EXISTS (SELECT 1 FROM balance WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER balance_no_replace_below AFTER INSERT ON balance WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER balance_no_update_row BEFORE UPDATE ON balance WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_no_replace_row BEFORE INSERT ON bank_account WHEN EXISTS (SELECT 1 FROM bank_account WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_no_replace_below AFTER INSERT ON bank_account WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_no_update_row BEFORE UPDATE ON bank_account WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_version_no_replace_row BEFORE INSERT ON bank_account_version WHEN EXISTS (SELECT 1 FROM bank_account_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_version_no_replace_below AFTER INSERT ON bank_account_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_version_no_update_row BEFORE UPDATE ON bank_account_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_file_no_replace_row BEFORE INSERT ON bank_file WHEN EXISTS (SELECT 1 FROM bank_file WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_file_no_replace_below AFTER INSERT ON bank_file WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_file_no_update_row BEFORE UPDATE ON bank_file WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_line_no_replace_row BEFORE INSERT ON bank_line WHEN EXISTS (SELECT 1 FROM bank_line WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_line_no_replace_below AFTER INSERT ON bank_line WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_line_no_update_row BEFORE UPDATE ON bank_line WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_profile_no_replace_row BEFORE INSERT ON bank_profile WHEN EXISTS (SELECT 1 FROM bank_profile WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_profile_no_replace_below AFTER INSERT ON bank_profile WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_profile_no_update_row BEFORE UPDATE ON bank_profile WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_reversal_no_replace_row BEFORE INSERT ON bank_reversal WHEN EXISTS (SELECT 1 FROM bank_reversal WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_reversal_no_replace_below AFTER INSERT ON bank_reversal WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_reversal_no_update_row BEFORE UPDATE ON bank_reversal WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_statement_no_replace_row BEFORE INSERT ON bank_statement WHEN EXISTS (SELECT 1 FROM bank_statement WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_statement_no_replace_below AFTER INSERT ON bank_statement WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_statement_no_update_row BEFORE UPDATE ON bank_statement WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_upload_no_replace_row BEFORE INSERT ON bank_upload WHEN EXISTS (SELECT 1 FROM bank_upload WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_upload_no_replace_below AFTER INSERT ON bank_upload WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_upload_no_update_row BEFORE UPDATE ON bank_upload WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_no_replace_row BEFORE INSERT ON batch WHEN EXISTS (SELECT 1 FROM batch WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_no_replace_below AFTER INSERT ON batch WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_no_update_row BEFORE UPDATE ON batch WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_block_no_replace_row BEFORE INSERT ON batch_block WHEN EXISTS (SELECT 1 FROM batch_block WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_block_no_replace_below AFTER INSERT ON batch_block WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_block_no_update_row BEFORE UPDATE ON batch_block WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_export_no_replace_row BEFORE INSERT ON batch_export WHEN EXISTS (SELECT 1 FROM batch_export WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_export_no_replace_below AFTER INSERT ON batch_export WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_export_no_update_row BEFORE UPDATE ON batch_export WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_no_replace_row BEFORE INSERT ON benefit WHEN EXISTS (SELECT 1 FROM benefit WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_no_replace_below AFTER INSERT ON benefit WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_no_update_row BEFORE UPDATE ON benefit WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_amendment_no_replace_row BEFORE INSERT ON benefit_amendment WHEN EXISTS (SELECT 1 FROM benefit_amendment WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_amendment_no_replace_below AFTER INSERT ON benefit_amendment WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_amendment_no_update_row BEFORE UPDATE ON benefit_amendment WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_no_replace_row BEFORE INSERT ON budget_line WHEN EXISTS (SELECT 1 FROM budget_line WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_no_replace_below AFTER INSERT ON budget_line WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_no_update_row BEFORE UPDATE ON budget_line WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_version_no_replace_row BEFORE INSERT ON budget_line_version WHEN EXISTS (SELECT 1 FROM budget_line_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_version_no_replace_below AFTER INSERT ON budget_line_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_version_no_update_row BEFORE UPDATE ON budget_line_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_no_replace_row BEFORE INSERT ON caseload_draft WHEN EXISTS (SELECT 1 FROM caseload_draft WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_no_replace_below AFTER INSERT ON caseload_draft WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_no_update_row BEFORE UPDATE ON caseload_draft WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_file_no_replace_row BEFORE INSERT ON caseload_draft_file WHEN EXISTS (SELECT 1 FROM caseload_draft_file WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_file_no_replace_below AFTER INSERT ON caseload_draft_file WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_file_no_update_row BEFORE UPDATE ON caseload_draft_file WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_row_no_replace_row BEFORE INSERT ON caseload_draft_row WHEN EXISTS (SELECT 1 FROM caseload_draft_row WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_row_no_replace_below AFTER INSERT ON caseload_draft_row WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_row_no_update_row BEFORE UPDATE ON caseload_draft_row WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER closed_month_no_replace_row BEFORE INSERT ON closed_month WHEN EXISTS (SELECT 1 FROM closed_month WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER closed_month_no_replace_below AFTER INSERT ON closed_month WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER closed_month_no_update_row BEFORE UPDATE ON closed_month WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER contract_no_replace_row BEFORE INSERT ON contract WHEN EXISTS (SELECT 1 FROM contract WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER contract_no_replace_below AFTER INSERT ON contract WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER contract_no_update_row BEFORE UPDATE ON contract WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER contract_version_no_replace_row BEFORE INSERT ON contract_version WHEN EXISTS (SELECT 1 FROM contract_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER contract_version_no_replace_below AFTER INSERT ON contract_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER contract_version_no_update_row BEFORE UPDATE ON contract_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER cooling_period_no_replace_row BEFORE INSERT ON cooling_period WHEN EXISTS (SELECT 1 FROM cooling_period WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER cooling_period_no_replace_below AFTER INSERT ON cooling_period WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER cooling_period_no_update_row BEFORE UPDATE ON cooling_period WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER derogation_no_replace_row BEFORE INSERT ON derogation WHEN EXISTS (SELECT 1 FROM derogation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER derogation_no_replace_below AFTER INSERT ON derogation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER derogation_no_update_row BEFORE UPDATE ON derogation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER direct_debit_no_replace_row BEFORE INSERT ON direct_debit WHEN EXISTS (SELECT 1 FROM direct_debit WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER direct_debit_no_replace_below AFTER INSERT ON direct_debit WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER direct_debit_no_update_row BEFORE UPDATE ON direct_debit WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER doubt_check_no_replace_row BEFORE INSERT ON doubt_check WHEN EXISTS (SELECT 1 FROM doubt_check WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER doubt_check_no_replace_below AFTER INSERT ON doubt_check WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER doubt_check_no_update_row BEFORE UPDATE ON doubt_check WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_no_replace_row BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_no_replace_below AFTER INSERT ON entry WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_no_update_row BEFORE UPDATE ON entry WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_text_no_replace_row BEFORE INSERT ON entry_text WHEN EXISTS (SELECT 1 FROM entry_text WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_text_no_replace_below AFTER INSERT ON entry_text WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_text_no_update_row BEFORE UPDATE ON entry_text WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER evidence_file_no_replace_row BEFORE INSERT ON evidence_file WHEN EXISTS (SELECT 1 FROM evidence_file WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER evidence_file_no_replace_below AFTER INSERT ON evidence_file WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER evidence_file_no_update_row BEFORE UPDATE ON evidence_file WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER expense_category_no_replace_row BEFORE INSERT ON expense_category WHEN EXISTS (SELECT 1 FROM expense_category WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER expense_category_no_replace_below AFTER INSERT ON expense_category WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER expense_category_no_update_row BEFORE UPDATE ON expense_category WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER factor_challenge_no_replace_row BEFORE INSERT ON factor_challenge WHEN EXISTS (SELECT 1 FROM factor_challenge WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER factor_challenge_no_replace_below AFTER INSERT ON factor_challenge WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER factor_challenge_no_update_row BEFORE UPDATE ON factor_challenge WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER file_read_no_replace_row BEFORE INSERT ON file_read WHEN EXISTS (SELECT 1 FROM file_read WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER file_read_no_replace_below AFTER INSERT ON file_read WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER file_read_no_update_row BEFORE UPDATE ON file_read WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER idempotency_no_replace_row BEFORE INSERT ON idempotency WHEN EXISTS (SELECT 1 FROM idempotency WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER idempotency_no_replace_below AFTER INSERT ON idempotency WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER idempotency_no_update_row BEFORE UPDATE ON idempotency WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER identity_confirmation_no_replace_row BEFORE INSERT ON identity_confirmation WHEN EXISTS (SELECT 1 FROM identity_confirmation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER identity_confirmation_no_replace_below AFTER INSERT ON identity_confirmation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER identity_confirmation_no_update_row BEFORE UPDATE ON identity_confirmation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER instant_order_no_replace_row BEFORE INSERT ON instant_order WHEN EXISTS (SELECT 1 FROM instant_order WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER instant_order_no_replace_below AFTER INSERT ON instant_order WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER instant_order_no_update_row BEFORE UPDATE ON instant_order WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_no_replace_row BEFORE INSERT ON interest WHEN EXISTS (SELECT 1 FROM interest WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_no_replace_below AFTER INSERT ON interest WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_no_update_row BEFORE UPDATE ON interest WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_correction_no_replace_row BEFORE INSERT ON interest_correction WHEN EXISTS (SELECT 1 FROM interest_correction WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_correction_no_replace_below AFTER INSERT ON interest_correction WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_correction_no_update_row BEFORE UPDATE ON interest_correction WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_share_no_replace_row BEFORE INSERT ON interest_share WHEN EXISTS (SELECT 1 FROM interest_share WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_share_no_replace_below AFTER INSERT ON interest_share WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_share_no_update_row BEFORE UPDATE ON interest_share WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER invitation_no_replace_row BEFORE INSERT ON invitation WHEN EXISTS (SELECT 1 FROM invitation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER invitation_no_replace_below AFTER INSERT ON invitation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER invitation_no_update_row BEFORE UPDATE ON invitation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER line_no_replace_row BEFORE INSERT ON line WHEN EXISTS (SELECT 1 FROM line WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER line_no_replace_below AFTER INSERT ON line WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER line_no_update_row BEFORE UPDATE ON line WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER linked_identity_no_replace_row BEFORE INSERT ON linked_identity WHEN EXISTS (SELECT 1 FROM linked_identity WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER linked_identity_no_replace_below AFTER INSERT ON linked_identity WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER linked_identity_no_update_row BEFORE UPDATE ON linked_identity WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER litigation_hold_no_replace_row BEFORE INSERT ON litigation_hold WHEN EXISTS (SELECT 1 FROM litigation_hold WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER litigation_hold_no_replace_below AFTER INSERT ON litigation_hold WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER litigation_hold_no_update_row BEFORE UPDATE ON litigation_hold WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_no_replace_row BEFORE INSERT ON movement WHEN EXISTS (SELECT 1 FROM movement WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_no_replace_below AFTER INSERT ON movement WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_no_update_row BEFORE UPDATE ON movement WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_side_no_replace_row BEFORE INSERT ON movement_side WHEN EXISTS (SELECT 1 FROM movement_side WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_side_no_replace_below AFTER INSERT ON movement_side WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_side_no_update_row BEFORE UPDATE ON movement_side WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER opening_balance_no_replace_row BEFORE INSERT ON opening_balance WHEN EXISTS (SELECT 1 FROM opening_balance WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER opening_balance_no_replace_below AFTER INSERT ON opening_balance WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER opening_balance_no_update_row BEFORE UPDATE ON opening_balance WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_evidence_no_replace_row BEFORE INSERT ON order_evidence WHEN EXISTS (SELECT 1 FROM order_evidence WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_evidence_no_replace_below AFTER INSERT ON order_evidence WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_evidence_no_update_row BEFORE UPDATE ON order_evidence WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_funding_no_replace_row BEFORE INSERT ON order_funding WHEN EXISTS (SELECT 1 FROM order_funding WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_funding_no_replace_below AFTER INSERT ON order_funding WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_funding_no_update_row BEFORE UPDATE ON order_funding WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_transition_no_replace_row BEFORE INSERT ON order_transition WHEN EXISTS (SELECT 1 FROM order_transition WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_transition_no_replace_below AFTER INSERT ON order_transition WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_transition_no_update_row BEFORE UPDATE ON order_transition WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER organisation_no_replace_row BEFORE INSERT ON organisation WHEN EXISTS (SELECT 1 FROM organisation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER organisation_no_replace_below AFTER INSERT ON organisation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER organisation_no_update_row BEFORE UPDATE ON organisation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER outside_income_no_replace_row BEFORE INSERT ON outside_income WHEN EXISTS (SELECT 1 FROM outside_income WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER outside_income_no_replace_below AFTER INSERT ON outside_income WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER outside_income_no_update_row BEFORE UPDATE ON outside_income WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER passkey_no_replace_row BEFORE INSERT ON passkey WHEN EXISTS (SELECT 1 FROM passkey WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER passkey_no_replace_below AFTER INSERT ON passkey WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER passkey_no_update_row BEFORE UPDATE ON passkey WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER password_no_replace_row BEFORE INSERT ON password WHEN EXISTS (SELECT 1 FROM password WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER password_no_replace_below AFTER INSERT ON password WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER password_no_update_row BEFORE UPDATE ON password WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_no_replace_row BEFORE INSERT ON payee WHEN EXISTS (SELECT 1 FROM payee WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_no_replace_below AFTER INSERT ON payee WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_no_update_row BEFORE UPDATE ON payee WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_validation_no_replace_row BEFORE INSERT ON payee_validation WHEN EXISTS (SELECT 1 FROM payee_validation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_validation_no_replace_below AFTER INSERT ON payee_validation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_validation_no_update_row BEFORE UPDATE ON payee_validation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_version_no_replace_row BEFORE INSERT ON payee_version WHEN EXISTS (SELECT 1 FROM payee_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_version_no_replace_below AFTER INSERT ON payee_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payee_version_no_update_row BEFORE UPDATE ON payee_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_no_replace_row BEFORE INSERT ON payer_iban WHEN EXISTS (SELECT 1 FROM payer_iban WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_no_replace_below AFTER INSERT ON payer_iban WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_no_update_row BEFORE UPDATE ON payer_iban WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_version_no_replace_row BEFORE INSERT ON payer_iban_version WHEN EXISTS (SELECT 1 FROM payer_iban_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_version_no_replace_below AFTER INSERT ON payer_iban_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_version_no_update_row BEFORE UPDATE ON payer_iban_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payment_order_no_replace_row BEFORE INSERT ON payment_order WHEN EXISTS (SELECT 1 FROM payment_order WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payment_order_no_replace_below AFTER INSERT ON payment_order WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payment_order_no_update_row BEFORE UPDATE ON payment_order WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_no_replace_row BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_no_replace_below AFTER INSERT ON person WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_no_update_row BEFORE UPDATE ON person WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_no_replace_row BEFORE INSERT ON person_code WHEN EXISTS (SELECT 1 FROM person_code WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_no_replace_below AFTER INSERT ON person_code WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_no_update_row BEFORE UPDATE ON person_code WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_use_no_replace_row BEFORE INSERT ON person_code_use WHEN EXISTS (SELECT 1 FROM person_code_use WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_use_no_replace_below AFTER INSERT ON person_code_use WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_use_no_update_row BEFORE UPDATE ON person_code_use WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_validation_no_replace_row BEFORE INSERT ON person_validation WHEN EXISTS (SELECT 1 FROM person_validation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_validation_no_replace_below AFTER INSERT ON person_validation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_validation_no_update_row BEFORE UPDATE ON person_validation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_version_no_replace_row BEFORE INSERT ON person_version WHEN EXISTS (SELECT 1 FROM person_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_version_no_replace_below AFTER INSERT ON person_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_version_no_update_row BEFORE UPDATE ON person_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER pot_no_replace_row BEFORE INSERT ON pot WHEN EXISTS (SELECT 1 FROM pot WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER pot_no_replace_below AFTER INSERT ON pot WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER pot_no_update_row BEFORE UPDATE ON pot WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER pot_category_no_replace_row BEFORE INSERT ON pot_category WHEN EXISTS (SELECT 1 FROM pot_category WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER pot_category_no_replace_below AFTER INSERT ON pot_category WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER pot_category_no_update_row BEFORE UPDATE ON pot_category WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER provider_departure_no_replace_row BEFORE INSERT ON provider_departure WHEN EXISTS (SELECT 1 FROM provider_departure WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER provider_departure_no_replace_below AFTER INSERT ON provider_departure WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER provider_departure_no_update_row BEFORE UPDATE ON provider_departure WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_no_replace_row BEFORE INSERT ON receipt WHEN EXISTS (SELECT 1 FROM receipt WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_no_replace_below AFTER INSERT ON receipt WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_no_update_row BEFORE UPDATE ON receipt WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_correction_no_replace_row BEFORE INSERT ON receipt_correction WHEN EXISTS (SELECT 1 FROM receipt_correction WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_correction_no_replace_below AFTER INSERT ON receipt_correction WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_correction_no_update_row BEFORE UPDATE ON receipt_correction WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_proposal_no_replace_row BEFORE INSERT ON receipt_proposal WHEN EXISTS (SELECT 1 FROM receipt_proposal WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_proposal_no_replace_below AFTER INSERT ON receipt_proposal WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_proposal_no_update_row BEFORE UPDATE ON receipt_proposal WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_split_no_replace_row BEFORE INSERT ON receipt_split WHEN EXISTS (SELECT 1 FROM receipt_split WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_split_no_replace_below AFTER INSERT ON receipt_split WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER receipt_split_no_update_row BEFORE UPDATE ON receipt_split WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER recovery_code_no_replace_row BEFORE INSERT ON recovery_code WHEN EXISTS (SELECT 1 FROM recovery_code WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER recovery_code_no_replace_below AFTER INSERT ON recovery_code WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER recovery_code_no_update_row BEFORE UPDATE ON recovery_code WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_no_replace_row BEFORE INSERT ON rent WHEN EXISTS (SELECT 1 FROM rent WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_no_replace_below AFTER INSERT ON rent WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_no_update_row BEFORE UPDATE ON rent WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_term_no_replace_row BEFORE INSERT ON rent_term WHEN EXISTS (SELECT 1 FROM rent_term WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_term_no_replace_below AFTER INSERT ON rent_term WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_term_no_update_row BEFORE UPDATE ON rent_term WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_version_no_replace_row BEFORE INSERT ON rent_version WHEN EXISTS (SELECT 1 FROM rent_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_version_no_replace_below AFTER INSERT ON rent_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_version_no_update_row BEFORE UPDATE ON rent_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER replacement_no_replace_row BEFORE INSERT ON replacement WHEN EXISTS (SELECT 1 FROM replacement WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER replacement_no_replace_below AFTER INSERT ON replacement WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER replacement_no_update_row BEFORE UPDATE ON replacement WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER retention_run_no_replace_row BEFORE INSERT ON retention_run WHEN EXISTS (SELECT 1 FROM retention_run WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER retention_run_no_replace_below AFTER INSERT ON retention_run WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER retention_run_no_update_row BEFORE UPDATE ON retention_run WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER session_no_replace_row BEFORE INSERT ON session WHEN EXISTS (SELECT 1 FROM session WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER session_no_replace_below AFTER INSERT ON session WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER session_no_update_row BEFORE UPDATE ON session WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER setting_no_replace_row BEFORE INSERT ON setting WHEN EXISTS (SELECT 1 FROM setting WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER setting_no_replace_below AFTER INSERT ON setting WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER setting_no_update_row BEFORE UPDATE ON setting WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER sign_in_attempt_no_replace_row BEFORE INSERT ON sign_in_attempt WHEN EXISTS (SELECT 1 FROM sign_in_attempt WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER sign_in_attempt_no_replace_below AFTER INSERT ON sign_in_attempt WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER sign_in_attempt_no_update_row BEFORE UPDATE ON sign_in_attempt WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_no_replace_row BEFORE INSERT ON statement WHEN EXISTS (SELECT 1 FROM statement WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_no_replace_below AFTER INSERT ON statement WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_no_update_row BEFORE UPDATE ON statement WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_answer_no_replace_row BEFORE INSERT ON statement_answer WHEN EXISTS (SELECT 1 FROM statement_answer WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_answer_no_replace_below AFTER INSERT ON statement_answer WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_answer_no_update_row BEFORE UPDATE ON statement_answer WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_look_no_replace_row BEFORE INSERT ON statement_look WHEN EXISTS (SELECT 1 FROM statement_look WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_look_no_replace_below AFTER INSERT ON statement_look WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_look_no_update_row BEFORE UPDATE ON statement_look WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_presentation_no_replace_row BEFORE INSERT ON statement_presentation WHEN EXISTS (SELECT 1 FROM statement_presentation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_presentation_no_replace_below AFTER INSERT ON statement_presentation WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_presentation_no_update_row BEFORE UPDATE ON statement_presentation WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_scan_no_replace_row BEFORE INSERT ON statement_scan WHEN EXISTS (SELECT 1 FROM statement_scan WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_scan_no_replace_below AFTER INSERT ON statement_scan WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_scan_no_update_row BEFORE UPDATE ON statement_scan WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_screen_no_replace_row BEFORE INSERT ON statement_screen WHEN EXISTS (SELECT 1 FROM statement_screen WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_screen_no_replace_below AFTER INSERT ON statement_screen WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_screen_no_update_row BEFORE UPDATE ON statement_screen WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_step_no_replace_row BEFORE INSERT ON statement_step WHEN EXISTS (SELECT 1 FROM statement_step WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_step_no_replace_below AFTER INSERT ON statement_step WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_step_no_update_row BEFORE UPDATE ON statement_step WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_transition_no_replace_row BEFORE INSERT ON statement_transition WHEN EXISTS (SELECT 1 FROM statement_transition WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_transition_no_replace_below AFTER INSERT ON statement_transition WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_transition_no_update_row BEFORE UPDATE ON statement_transition WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_try_no_replace_row BEFORE INSERT ON statement_try WHEN EXISTS (SELECT 1 FROM statement_try WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_try_no_replace_below AFTER INSERT ON statement_try WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_try_no_update_row BEFORE UPDATE ON statement_try WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_words_no_replace_row BEFORE INSERT ON statement_words WHEN EXISTS (SELECT 1 FROM statement_words WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_words_no_replace_below AFTER INSERT ON statement_words WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_words_no_update_row BEFORE UPDATE ON statement_words WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER totp_secret_no_replace_row BEFORE INSERT ON totp_secret WHEN EXISTS (SELECT 1 FROM totp_secret WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER totp_secret_no_replace_below AFTER INSERT ON totp_secret WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER totp_secret_no_update_row BEFORE UPDATE ON totp_secret WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER trace_action_no_replace_row BEFORE INSERT ON trace_action WHEN EXISTS (SELECT 1 FROM trace_action WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER trace_action_no_replace_below AFTER INSERT ON trace_action WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER trace_action_no_update_row BEFORE UPDATE ON trace_action WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER user_version_no_replace_row BEFORE INSERT ON user_version WHEN EXISTS (SELECT 1 FROM user_version WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER user_version_no_replace_below AFTER INSERT ON user_version WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER user_version_no_update_row BEFORE UPDATE ON user_version WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
