//! The door of the house under attack: Paul is in with a telephone, a passkey, recovery codes and an
//! identity of the provider, and has proved another that he has not linked; Marie manages person 1.

use super::super::engine::Engine;
use super::state::{AT, bytes};

/// Adds what the door holds.
pub fn sql(engine: Engine) -> String {
    let hash = |pair: &str| bytes(engine, &pair.repeat(32));
    format!(
        "INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by) VALUES
            ('OLD', 1, 'comptable', FALSE, 'Départ', @AT, 'ALIX'), ('BO', 1, 'admin', FALSE, 'Départ', @AT, 'ALIX');
         INSERT INTO invitation (secret_hash, app_user, invited_at, invited_by, expires_at, used_at) VALUES
            ({}, 'PAUL', @AT, NULL, @LATER, @AT), ({}, 'LUC', @AT, 'PAUL', @LATER, NULL), ({}, 'ALIX', @AT, NULL, @LATER, NULL);
         INSERT INTO password (app_user, version, phc, recorded_at) VALUES ('PAUL', 1, '$argon2id$v=19$m=19456,t=2,p=1$c2Vs$YQ', @AT),
            ('CAMILLE', 1, '$argon2id$v=19$m=19456,t=2,p=1$c2Vs$YQ', @AT);
         INSERT INTO sign_in_attempt (seq, at, name_hash, app_user, address, outcome) VALUES (1, @AT, {}, 'PAUL', '192.0.2.1', 'password');
         INSERT INTO totp_secret (id, app_user, secret, added_at, last_step) VALUES ('T1', 'PAUL', {}, @AT, 100);
         INSERT INTO passkey (id, app_user, credential_id, credential, name, added_at, counter, used_at) VALUES
            ('K1', 'PAUL', 'aa', '{{}}', 'Bureau', @AT, 7, @AT);
         INSERT INTO recovery_code (code_hash, app_user, made_at) VALUES ({}, 'PAUL', @AT);
         INSERT INTO recovery_code (code_hash, app_user, made_at, used_at) VALUES ({}, 'PAUL', @AT, @AT);
         INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, confirmed_at, agent, address) VALUES
            ('SE1', 'PAUL', {}, 'full', @AT, @AT, @AT, 'Navigateur', '192.0.2.1');
         INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, agent, address, ended_at, ended_by) VALUES
            ('SE2', 'PAUL', {}, 'password', @AT, @AT, 'Navigateur', '192.0.2.1', @AT, 'PAUL');
         INSERT INTO factor_challenge (id, session, kind, state, expires_at) VALUES ('CH1', 'SE1', 'totp', '{}', @LATER);
         INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at) VALUES
            ({f1}, 'SE1', @AT, @SOON), ({f2}, NULL, @AT, @SOON), ({f3}, 'SE1', @AT, @SOON), ({f4}, 'SE1', @AT, @SOON);
         UPDATE provider_departure SET used_at = @AT WHERE secret_hash IN ({f1}, {f4});
         INSERT INTO linked_identity (id, app_user, departure, issuer, subject, called, proved_at, expires_at) VALUES
            ('LI1', 'PAUL', {f1}, 'https://connexion', 'paul', 'Paul', @AT, @SOON), ('LI2', 'PAUL', {f4}, 'https://autre', 'paul', 'Paul', @AT, @SOON);
         UPDATE linked_identity SET linked_at = @AT WHERE id = 'LI1';
         INSERT INTO identity_confirmation (identity, confirmed_at, confirmed_by) VALUES ('LI1', @AT, 'SAM');
         INSERT INTO litigation_hold (seq, person, held_from, reason, placed_at, placed_by) VALUES (1, 2, '2026-11-01', 'Recours', @AT, 'PAUL');
         INSERT INTO assignment (id, person, app_user, from_on, recorded_at, recorded_by) VALUES ('AS1', 1, 'MARIE', '2026-11-01', @AT, 'PAUL');
         INSERT INTO assignment (id, person, app_user, from_on, to_on, recorded_at, recorded_by, ended_at, ended_by) VALUES
            ('AS2', 2, 'MARIE', '2026-11-01', '2026-11-30', @AT, 'PAUL', @AT, 'PAUL');
         INSERT INTO replacement (id, absent, by_user, from_on, to_on, reason, recorded_at, recorded_by) VALUES
            ('RE1', 'MARIE', 'LUC', '2026-11-01', '2026-11-30', 'Congés', @AT, 'PAUL');
         INSERT INTO file_read (seq, at, app_user, person, what) VALUES (1, @AT, 'MARIE', 1, 'compte');
         INSERT INTO retention_run (seq, before_at, file_reads, attempts, challenges, departures, identities, sessions, invitations,
             recovery_codes, audit_lines, applied_at, applied_by) VALUES (1, '2001-01-01T00:00:00+00:00', 0, 0, 0, 0, 0, 0, 0, 0, 0, @AT, 'PROGRAMME');",
        hash("a1"),
        hash("a2"),
        hash("a3"),
        hash("b1"),
        bytes(engine, &sealed("c1")),
        hash("d1"),
        hash("d2"),
        hash("e1"),
        hash("e2"),
        sealed("f1"),
        f1 = hash("f1"),
        f2 = hash("f2"),
        f3 = hash("f3"),
        f4 = hash("f4"),
    )
    .replace("@AT", AT)
    .replace("@SOON", SOON)
    .replace("@LATER", LATER)
}

/// A secret that some key sealed, as far as the database can see, in hexadecimal.
pub fn sealed(pair: &str) -> String {
    format!("01{}", pair.repeat(56))
}

/// Ten minutes after everything recorded: as long as a departure lasts.
pub const SOON: &str = "'2026-11-10T09:10:00.000000+00:00'";
/// Two days after everything recorded.
pub const LATER: &str = "'2026-11-12T09:00:00.000000+00:00'";
