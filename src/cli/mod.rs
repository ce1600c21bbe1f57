//! The command line: it reads words, the clock and the environment, and calls the same services as every other face. No rule
//! lives here.

mod args;
mod demonstration;
mod files;
mod inspection;
mod key_file;
mod lists;
mod long;
mod naming;
mod output;
mod profiles;
mod provider;
mod reads;
mod request;
mod retention;
mod seal;
mod secrets;
mod serving;
mod settings;
mod undone;
mod users;
mod verifying;
mod wordings;
mod writes;

use crate::access::{Act, awaits_confirmation, business_day, find_user, last_days, program};
use crate::refusal::{ACCESS_NOT_CONFIRMED, DEMO_OWN_DATABASE, Failure};
use crate::store::{Db, Tx};
use args::{Cli, Command};
use chrono::{NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches};
use output::{Ended, Output};
use request::Request;
use std::process::ExitCode;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let parsed = args::in_french(Cli::command())
        .try_get_matches()
        .and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches.value_source("db"))));
    let (cli, database_from) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return wordings::usage(&error),
    };
    if matches!(cli.command, Command::RenderWorker) {
        return long::render_worker();
    }
    // A variable may be there for the real house; a word of this very command is meant, and must not be passed over.
    if matches!(cli.command, Command::Demo(_)) && database_from == Some(ValueSource::CommandLine) {
        return answer(cli.json, Err(DEMO_OWN_DATABASE.because(format!("({})", cli.db)).into()).into());
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return answer(cli.json, Err(Failure::Broken(format!("{error}."))).into()),
    };
    let json = cli.json;
    answer(json, runtime.block_on(run(cli)))
}

fn answer(json: bool, ended: Ended) -> ExitCode {
    match ended.done {
        Some(output) if json => wordings::say(&output.json.to_string()),
        Some(output) => wordings::say(output.text.trim_end()),
        None => {}
    }
    let Some(failure) = ended.stopped else { return ExitCode::SUCCESS };
    wordings::complain(json, &failure);
    ExitCode::from(failure.exit_code())
}

async fn run(cli: Cli) -> Ended {
    match &cli.command {
        Command::Demo(demo) => return demonstration::demo(demo, cli.today, cli.json).await.into(),
        Command::Caseload(args::CaseloadCommand::Template { dir }) => return reads::template(dir).into(),
        Command::Bank(args::BankCommand::Inspect { files }) => return inspection::bank_inspect(files, cli.json),
        Command::Statement(args::StatementCommand::Verify { file, register: Some(folder) }) => {
            return verifying::with_register(file, folder).into();
        }
        Command::Bank(args::BankCommand::Profile(args::BankProfileCommand::Keys)) => return Ok(profiles::explained()).into(),
        _ => {}
    }
    let opened = if writes::may_begin(&cli.command) { Db::open(&cli.db).await } else { Db::open_existing(&cli.db).await };
    let db = match opened {
        Ok(db) => db,
        Err(failure) => return Err(failure).into(),
    };
    let ended = dispatch(&db, &cli).await;
    db.close().await;
    ended
}

async fn dispatch(db: &Db, cli: &Cli) -> Ended {
    match &cli.command {
        Command::Bank(args::BankCommand::Import { files, by }) => long::bank_import(db, cli, files, by).await,
        Command::Bank(args::BankCommand::Answer { files, by }) => long::bank_answer(db, cli, files, by).await,
        Command::Batch(args::BatchCommand::Export { id, out, by }) => long::batch_export(db, cli, id, out, by).await.into(),
        Command::Statement(args::StatementCommand::Issue { month, person, out, by }) => {
            long::statement_issue(db, cli, *month, person, out, by).await
        }
        Command::Settings(args::SettingsCommand::Show { on }) => settings_show(db, on.or(cli.today)).await.into(),
        Command::Serve(command) => serve(db, cli, command).await.into(),
        Command::Statement(args::StatementCommand::Proof { number, out, keys }) => {
            verifying::proof(db, cli, number, out, keys).await.into()
        }
        Command::Statement(args::StatementCommand::Verify { file, .. }) => verifying::with_database(db, file).await.into(),
        Command::Seal(command) => seal::run(db, cli, command).await.into(),
        Command::Secrets(command) => secrets::run(db, &cli.db, command).await.into(),
        command if writes::author(command).is_some() => write(db, cli).await.into(),
        command => read(db, command).await.into(),
    }
}

async fn serve(db: &Db, cli: &Cli, command: &args::ServeCommand) -> Result<Output, Failure> {
    let place = key_file::place(&cli.db, command.keys.key_file.as_deref())?;
    let keys = key_file::for_serving(db, &place).await?;
    serving::serve(db, &command.serve, keys, cli.today, None).await
}

async fn settings_show(db: &Db, on: Option<NaiveDate>) -> Result<Output, Failure> {
    let mut tx = db.read().await?;
    settings::show(&mut tx, on.unwrap_or_else(|| Utc::now().with_timezone(&Paris).date_naive())).await
}

async fn read(db: &Db, command: &Command) -> Result<Output, Failure> {
    let mut tx = db.read().await?;
    reads::read(&mut tx, command).await
}

/// One write in one transaction; with a key, done once.
async fn write(db: &Db, cli: &Cli) -> Result<Output, Failure> {
    let request = Request::read(cli)?;
    let mut tx = db.write().await?;
    if let Some(first) = request.first_answer(&mut tx).await? {
        return Ok(first);
    }
    let act = act(&mut tx, cli, writes::author(&cli.command).flatten()).await?;
    let output = writes::write(&mut tx, &act, &cli.command).await?;
    request.keep(&mut tx, &output, act.at).await?;
    tx.commit().await?;
    Ok(output)
}

/// Who acts, now: the only place that reads the clock for a command.
async fn act(tx: &mut Tx, cli: &Cli, by: Option<&str>) -> Result<Act, Failure> {
    let user = match by {
        Some(name) => {
            let user = find_user(tx, name).await?;
            if awaits_confirmation(tx, &user).await? {
                return Err(ACCESS_NOT_CONFIRMED.because(format!("({})", user.name)).into());
            }
            user
        }
        None => program(tx).await?,
    };
    let at = Utc::now();
    let (last_decision, last_entry) = last_days(tx).await?;
    let today = business_day(cli.today, at.with_timezone(&Paris).date_naive(), last_decision, last_entry)?;
    Ok(Act { user, at, today })
}
