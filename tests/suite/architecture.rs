//! The rules of the house, read in its own source: sizes, directions, and what must be absent (`docs/ARCHITECTURE.md`).

use crate::sources::{Source, assert_none, files, root};
use libtest_mimic::Trial;

/// Where the program and the bank formats live.
const PROGRAM: [&str; 2] = ["src", "sepa/src"];

/// The stages, first to last: each uses itself and earlier ones. One row may use its own row.
const STAGES: &[&[&str]] = &[
    &["money", "calendar", "ids", "plural", "refusal"],
    &["store"],
    &["access"],
    &["settings"],
    &["benefit"],
    &["person"],
    &["ledger"],
    &["rent"],
    &["caseload"],
    &["bank"],
    &["budget"],
    &["payment"],
    &["intake"],
    &["statement"],
    &["signature"],
    &["books"],
    &["cli", "demo", "web"],
];

/// The stages that read and write bank formats.
const USE_SEPA: [&str; 5] = ["bank", "intake", "payment", "person", "demo"];

/// Who may see the clock, and why.
const SEE_THE_CLOCK: &[(&str, &str)] = &[
    ("src/main.rs", "the process begins here"),
    ("src/cli", "a face: gives each act its instant"),
    ("src/demo", "a face: plays months"),
    ("src/web", "a face: gives each request its instant"),
    ("src/ids.rs", "UUIDv7 is made of the instant"),
    ("src/statement/workers", "progress of long work"),
];

/// Who may count in floating point, and why.
const COUNT_IN_FLOATS: &[(&str, &str)] = &[];

/// Files of tables written as functions, which may be longer.
const TABLES: &[(&str, &str)] = &[("sepa/src/charset/table.rs", "one letter a line")];

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let rules: [(&str, fn()); 12] = [
        ("files_are_short", files_are_short),
        ("functions_are_short", functions_are_short),
        ("nothing_is_called_utils", nothing_is_called_utils),
        ("no_floating_point", no_floating_point),
        ("no_clock_in_rules", no_clock_in_rules),
        ("no_lint_is_silenced", no_lint_is_silenced),
        ("stages_use_earlier_stages_only", stages_use_earlier_stages_only),
        ("few_stages_know_bank_formats", few_stages_know_bank_formats),
        ("bank_formats_know_no_database", bank_formats_know_no_database),
        ("every_dependency_has_its_reason", every_dependency_has_its_reason),
        ("no_test_is_forgotten", no_test_is_forgotten),
        ("the_stage_of_a_path_is_read", the_stage_of_a_path_is_read),
    ];
    rules
        .into_iter()
        .map(|(name, rule)| {
            Trial::test(format!("architecture::{name}"), move || {
                rule();
                Ok(())
            })
        })
        .collect()
}

fn files_are_short() {
    let long = files(&PROGRAM, "rs").into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines >= 400).then(|| format!("{}: {lines} lines", file.path))
    });
    assert_none("A file has one subject and fewer than 400 lines:", &long.collect::<Vec<_>>());
}

fn functions_are_short() {
    let is_table = |file: &Source| TABLES.iter().any(|(path, _)| *path == file.path);
    let long = files(&PROGRAM, "rs").iter().filter(|file| !is_table(file)).flat_map(long_functions).collect::<Vec<_>>();
    assert_none("A function does one thing in fewer than 70 lines:", &long);
}

/// Functions of 70 lines and more. In formatted code a function ends at the first `}` at its own indentation.
fn long_functions(file: &Source) -> Vec<String> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut long = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indentation = line.len() - code.len();
        let signature = code.split('(').next().unwrap();
        if code.starts_with("//") || !signature.split_whitespace().any(|word| word == "fn") {
            continue;
        }
        let end = format!("{}}}", " ".repeat(indentation));
        let declaration = format!("{};", " ".repeat(indentation));
        let body = lines.iter().skip(first + 1);
        let length = body.take_while(|line| **line != end && !line.starts_with(&declaration)).count() + 2;
        let in_one_line = code.ends_with('}') || code.ends_with(';');
        if !in_one_line && length >= 70 {
            long.push(format!("{}:{}: {length} lines", file.path, first + 1));
        }
    }
    long
}

fn nothing_is_called_utils() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc"];
    let named = files(&["src", "sepa", "tests", "benches"], "rs").into_iter().filter_map(|file| {
        let parts = file.path.trim_end_matches(".rs").split('/');
        parts.clone().any(|part| vague.contains(&part)).then_some(file.path)
    });
    assert_none("A file is named after what it is about:", &named.collect::<Vec<_>>());
}

/// The files where `broken` holds, but for the allowed places.
fn outside(allowed: &[(&str, &str)], broken: impl Fn(&Source) -> bool) -> Vec<String> {
    let found = files(&PROGRAM, "rs").into_iter().filter(broken).map(|file| file.path);
    found.filter(|path| !allowed.iter().any(|(place, _)| path.starts_with(place))).collect()
}

fn no_floating_point() {
    let floats = outside(COUNT_IN_FLOATS, |file| file.has_word("f32") || file.has_word("f64"));
    assert_none("Amounts are integers; a float needs its reason in COUNT_IN_FLOATS:", &floats);
}

fn no_clock_in_rules() {
    let clocks = ["Utc::now", "Local::now", "SystemTime", "Instant::now", "now_v7", "env::var"];
    let seen = outside(SEE_THE_CLOCK, |file| {
        let code = file.code();
        clocks.iter().any(|clock| code.contains(clock))
    });
    assert_none("Only the faces see the clock and the environment:", &seen);
}

fn no_lint_is_silenced() {
    let silenced = files(&["src", "sepa", "benches", "tests"], "rs").into_iter().filter_map(|file| {
        // Written in two parts, or this line would break its own rule.
        let marks = [concat!("#[", "allow"), concat!("#![", "allow")];
        marks.iter().any(|mark| file.text.contains(mark)).then_some(file.path)
    });
    assert_none("Use #[expect(…, reason = \"…\")]:", &silenced.collect::<Vec<_>>());
}

/// The folder or file directly under `src/` that a path belongs to.
fn stage(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    Some(inside.split('/').next()?.trim_end_matches(".rs"))
}

fn rank(stage: &str) -> Option<usize> {
    STAGES.iter().position(|row| row.contains(&stage))
}

/// The stages that code names after `crate::`, also in `use crate::{a, b::c}`.
fn named_stages(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for after in code.split("crate::").skip(1) {
        if let Some(group) = after.strip_prefix('{') {
            named.extend(group_heads(group));
        } else {
            named.push(head(after));
        }
    }
    named.retain(|name| !name.is_empty());
    named
}

fn head(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 1;
    let mut heads = vec![head(group)];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => heads.push(head(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn stages_use_earlier_stages_only() {
    let mut broken = Vec::new();
    for file in files(&["src"], "rs") {
        let own = stage(&file.path).unwrap();
        if own == "lib" || own == "main" {
            continue;
        }
        let Some(own_rank) = rank(own) else {
            broken.push(format!("{}: « {own} » has no place in STAGES", file.path));
            continue;
        };
        for used in named_stages(&file.code()) {
            if used != own && rank(&used).is_some_and(|rank| rank > own_rank) {
                broken.push(format!("{}: « {own} » uses « {used} », which comes later", file.path));
            }
        }
    }
    assert_none("A stage uses the types of earlier stages only:", &broken);
}

fn few_stages_know_bank_formats() {
    let others = files(&["src"], "rs").into_iter().filter(|file| {
        let known = stage(&file.path).is_some_and(|stage| USE_SEPA.contains(&stage));
        !known && file.has_word("quitus_sepa")
    });
    let others = others.map(|file| file.path).collect::<Vec<_>>();
    assert_none("Bank formats are known to bank, intake, payment, person and demo only:", &others);
}

fn bank_formats_know_no_database() {
    let words = ["sqlx", "tokio", "async", "quitus"];
    let knowing = files(&["sepa/src"], "rs").into_iter().filter(|file| words.iter().any(|word| file.has_word(word)));
    let knowing = knowing.map(|file| file.path).collect::<Vec<_>>();
    assert_none("sepa/ is bytes in, values out:", &knowing);
}

fn every_dependency_has_its_reason() {
    let mut bare = Vec::new();
    for manifest in ["Cargo.toml", "sepa/Cargo.toml"] {
        let text = std::fs::read_to_string(root().join(manifest)).unwrap();
        let mut section = "";
        let mut above = "";
        for line in text.lines() {
            let family = |line: &str| line.split(['-', '_', ' ', '.']).next().unwrap_or_default().to_owned();
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]") && line.contains('=') && !line.starts_with('#') {
                let explained = above.starts_with('#') || family(above) == family(line);
                if !explained {
                    bare.push(format!("{manifest}: {line}"));
                }
            }
            above = line;
        }
    }
    assert_none("A dependency says why above it, or follows its own family:", &bare);
}

/// The suite has its own `main`: there `#[test]` would never run, and a file that it does not name would not be compiled.
fn no_test_is_forgotten() {
    let mark = concat!("test", "]");
    let suite = std::fs::read_to_string(root().join("tests/suite/main.rs")).unwrap();
    let mut forgotten = Vec::new();
    for file in files(&["tests/suite"], "rs") {
        if file.code().lines().any(|line| line.trim_start().starts_with("#[") && line.trim_end().ends_with(mark)) {
            forgotten.push(format!("{}: add the test to tests() instead of an attribute", file.path));
        }
        let inside = file.path.trim_start_matches("tests/suite/").trim_end_matches(".rs").trim_end_matches("/mod");
        if !inside.contains('/') && inside != "main" && !suite.contains(&format!("mod {inside};")) {
            forgotten.push(format!("{}: name it in tests/suite/main.rs", file.path));
        }
    }
    assert_none("Every test of the suite runs:", &forgotten);
}

fn the_stage_of_a_path_is_read() {
    assert_eq!(stage("src/ledger/movement/mod.rs"), Some("ledger"));
    assert_eq!(stage("src/money.rs"), Some("money"));
    let named = named_stages("use crate::{money::{Cents, Sign}, ledger};\nlet a = crate::bank::f();");
    assert_eq!(named, ["money", "ledger", "bank"]);
}
