//! What reaches the terminal: answers, refusals, and the usage errors of the argument reader, in French.

use crate::refusal::Failure;
use crate::statement::workers;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

/// Prints an answer; a closed pipe is not an error.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints why something was not done, on the error output.
pub(super) fn complain(json: bool, failure: &Failure) {
    let text = if json {
        let refusals = match failure {
            Failure::Refused(refusals) => json!(refusals),
            _ => json!([]),
        };
        json!({ "exit": failure.exit_code(), "message": failure.to_string(), "refusals": refusals }).to_string()
    } else {
        failure.to_string()
    };
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A usage error in French, exit code 2; help and version are answers, exit code 0.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        say(error.render().to_string().trim_end());
        return ExitCode::SUCCESS;
    }
    let context = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => format!("L'option « {argument} » n'existe pas ici."),
        ErrorKind::InvalidSubcommand => format!("La commande « {} » n'existe pas.", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => {
            let known = match error.get(ContextKind::ValidSubcommand) {
                Some(ContextValue::Strings(names)) => names.as_slice(),
                _ => &[],
            };
            let shown: Vec<&str> = known.iter().map(String::as_str).filter(|name| *name != workers::SUBCOMMAND).collect();
            format!("Il manque la commande : {}.", shown.join(", "))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
        ErrorKind::MissingRequiredArgument => format!("Il manque : {argument}."),
        ErrorKind::ArgumentConflict => format!("« {argument} » ne va pas avec « {} ».", context(ContextKind::PriorArg)),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => {
            let why = std::error::Error::source(error).map(|source| format!(" : {source}")).unwrap_or_default();
            format!("« {value} » ne convient pas pour {argument}{why}.")
        }
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("Le nombre de valeurs de {argument} ne convient pas.")
        }
        _ => "La commande n'est pas comprise.".to_owned(),
    };
    let _ = writeln!(std::io::stderr().lock(), "{sentence} « quitus --help » montre ce qui existe.");
    ExitCode::from(2)
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(value) => value.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::args::{Cli, in_french};
    use clap::{Command, CommandFactory};

    /// The options and commands that a help screen leaves out or does not explain.
    fn missing(command: &mut Command, path: &str) -> Vec<String> {
        let help = command.render_long_help().to_string();
        let mut missing = Vec::new();
        for argument in command.get_arguments() {
            let shown = argument.get_long().map_or_else(
                || argument.get_value_names().unwrap_or_default().first().map(ToString::to_string),
                |long| Some(format!("--{long}")),
            );
            if !shown.is_some_and(|shown| help.contains(&shown)) || argument.get_help().is_none() {
                missing.push(format!("{path} {}", argument.get_id()));
            }
        }
        for below in command.get_subcommands_mut().filter(|below| !below.is_hide_set()) {
            let path = format!("{path} {}", below.get_name());
            if below.get_about().is_none() {
                missing.push(path.clone());
            }
            missing.extend(self::missing(below, &path));
        }
        missing
    }

    #[test]
    fn every_help_explains_every_option() {
        let mut command = in_french(Cli::command());
        command.build();
        assert_eq!(missing(&mut command, "quitus"), Vec::<String>::new());
    }
}
