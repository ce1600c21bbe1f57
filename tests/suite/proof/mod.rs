//! The proofs of answers and the signed copies: sealed, verified by us and by tools that share no code with us, and every byte held.

pub mod answers;
mod copy;
mod folders;
mod sheet;

use crate::browser::played;
use crate::engine::both_engines_from;
use libtest_mimic::Trial;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("proof::each_way_of_answering_has_a_proof_that_verifies", played, answers::three_ways),
        both_engines_from("proof::a_new_key_leaves_old_proofs_good", played, answers::renewed),
        both_engines_from("proof::an_answer_waits_for_no_key", played, answers::without_key),
        both_engines_from("proof::a_forged_proof_is_named_by_the_verification", played, answers::forged),
        both_engines_from("proof::a_signed_copy_is_what_readers_of_pdf_accept", played, copy::accepted),
        both_engines_from("proof::the_command_line_gives_and_verifies", played, folders::by_command),
        both_engines_from("proof::a_sheet_is_matched_by_its_square_code", played, sheet::matched),
        vec![Trial::test("proof::what_is_no_sheet_has_no_code", || {
            sheet::what_is_no_sheet();
            Ok(())
        })],
        vec![Trial::test("proof::a_thousand_proofs_are_good_and_a_thousand_mutants_are_not", || {
            folders::thousand();
            Ok(())
        })],
    ]
    .into_iter()
    .flatten()
    .collect()
}
