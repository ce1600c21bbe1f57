//! Forms: what was typed is kept, what is wrong is said beside its field and listed on top.

use super::sent::{Fields, Sent};
use super::visit::Visit;
use crate::ids::new_id;
use crate::refusal::Refusal;
use askama::Template;

/// The hidden field of the session's token.
pub const TOKEN: &str = "jeton";
/// The hidden field of the request's own key: the same form sent twice is one request.
pub const KEY: &str = "cle";
/// The fields of a person's own code: never carried, never kept, never shown again, whatever becomes of their form.
pub const PERSON_CODE: [&str; 2] = ["code_personnel", "code_personnel_encore"];

/// How a value is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Euros and cents.
    Amount,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A password; never shown again.
    Password,
    /// A code of digits.
    Code,
    /// Several lines.
    Area,
    /// One of these: value and words.
    Choice(Vec<(String, String)>),
    /// Yes or no.
    Check,
    /// One or several files.
    Files,
    /// Carried, not shown.
    Hidden,
}

/// One field.
#[derive(Clone, Debug, Template)]
#[template(path = "field.html")]
pub struct Field {
    name: &'static str,
    label: String,
    hint: String,
    kind: Kind,
    value: String,
    error: String,
    optional: bool,
    autocomplete: &'static str,
}

impl Field {
    /// A field that must be filled.
    #[must_use]
    pub fn new(name: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        let none = String::new;
        Self { name, label: label.into(), hint: none(), kind, value: none(), error: none(), optional: false, autocomplete: "off" }
    }

    /// A value that is carried.
    #[must_use]
    pub fn hidden(name: &'static str, value: impl Into<String>) -> Self {
        Self::new(name, "", Kind::Hidden).with(value)
    }

    /// Its first value.
    #[must_use]
    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What helps to fill it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// It may stay empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// What the browser may fill in by itself.
    #[must_use]
    pub const fn autocomplete(mut self, word: &'static str) -> Self {
        self.autocomplete = word;
        self
    }

    fn chosen(&self, code: &str) -> bool {
        self.value == code
    }

    /// What is written in the field: never a password.
    fn shown(&self) -> &str {
        if self.kind == Kind::Password { "" } else { &self.value }
    }

    fn checked(&self) -> bool {
        !self.value.is_empty()
    }
}

/// A refusal, and the field that it concerns if there is one.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The name of the field, or empty.
    pub field: &'static str,
    /// The refusal.
    pub refusal: Refusal,
}

/// A form.
#[derive(Clone, Debug, Template)]
#[template(path = "form.html")]
pub struct Form {
    action: String,
    token: String,
    key: String,
    fields: Vec<Field>,
    placed: Vec<Placed>,
    submit: String,
    class: &'static str,
    id: &'static str,
    files: bool,
}

impl Form {
    /// A form that posts to an address, with the words of its button.
    #[must_use]
    pub fn new(visit: &Visit, action: impl Into<String>, submit: impl Into<String>) -> Self {
        Self::open(visit.session.csrf.clone(), action, submit)
    }

    /// A form for who is not signed in.
    #[must_use]
    pub fn open(token: String, action: impl Into<String>, submit: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            token,
            key: new_id(),
            fields: Vec::new(),
            placed: Vec::new(),
            submit: submit.into(),
            class: "",
            id: "",
            files: false,
        }
    }

    /// The same with one more field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.files |= field.kind == Kind::Files;
        self.fields.push(field);
        self
    }

    /// A form whose button undoes or refuses.
    #[must_use]
    pub const fn grave(mut self) -> Self {
        self.class = "grave";
        self
    }

    /// A form of one button, among others.
    #[must_use]
    pub const fn small(mut self) -> Self {
        self.class = "small";
        self
    }

    /// The form to which the ticked boxes of a list belong.
    #[must_use]
    pub const fn of_selection(mut self) -> Self {
        self.id = "selection";
        self
    }

    /// The form again, with what was typed and why it was refused; `place` names the field of a refusal's code.
    #[must_use]
    pub fn again(mut self, sent: &Sent, refusals: &[Refusal], place: fn(&str) -> &'static str) -> Self {
        self.keep(&sent.fields);
        for refusal in refusals {
            let name = place(refusal.code.name);
            if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
                field.error = format!("{} {}", refusal.code.sentence, super::remedies::of(refusal.code));
            }
            self.placed.push(Placed { field: name, refusal: refusal.clone() });
        }
        self
    }

    /// True for a form that comes back with refusals.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        !self.placed.is_empty()
    }

    /// The words of its button.
    #[must_use]
    pub fn submit_words(&self) -> &str {
        &self.submit
    }

    fn keep(&mut self, fields: &Fields) {
        if let Some(key) = fields.filled(KEY) {
            key.clone_into(&mut self.key);
        }
        for field in self.fields.iter_mut().filter(|field| !matches!(field.kind, Kind::Password | Kind::Files | Kind::Hidden)) {
            fields.get(field.name).clone_into(&mut field.value);
        }
    }
}

/// The hidden fields of a form that a page writes by itself.
#[derive(Clone, Debug, Template)]
#[template(path = "hidden.html")]
pub struct Hidden {
    token: String,
    key: String,
}

impl Hidden {
    /// New ones, or those of the form that was refused.
    #[must_use]
    pub fn new(visit: &Visit, sent: Option<&Sent>) -> Self {
        let key = sent.and_then(|sent| sent.fields.filled(KEY)).map_or_else(new_id, str::to_owned);
        Self { token: visit.session.csrf.clone(), key }
    }
}

/// Refusals as a list on top of a page.
#[derive(Clone, Debug, Template)]
#[template(path = "refusals.html")]
pub struct Refusals<'a> {
    /// The refusals; nothing is shown without any.
    pub refusals: &'a [Refusal],
}
