//! From a document's JSON to a PDF that is tagged (PDF/UA-1) and archivable (PDF/A-3a).
//!
//! The template, the library and the fonts are set up once per process. The JSON is the only input: no clock, no file, no
//! network, so that one document always makes the same bytes.

use super::pack::pack;
use super::page_number::number_pages;
use super::square_code;
use serde::Deserialize;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why a document could not be made. None of them is the user's doing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The JSON is not a document.
    #[error("Le relevé n'a pas pu être préparé ({0}). Signalez cet incident.")]
    NotADocument(String),
    /// The template, the fonts or the standards failed.
    #[error("La mise en page du relevé a échoué ({0}). Signalez cet incident.")]
    Layout(String),
}

impl RenderError {
    /// Stable code of the failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotADocument(_) => "statement_not_a_document",
            Self::Layout(_) => "statement_layout_failed",
        }
    }
}

/// The part of a document that its PDF needs outside the page.
#[derive(Deserialize)]
struct Identity {
    number: String,
    #[serde(default)]
    template: Template,
    #[serde(default)]
    packed: bool,
    #[serde(default)]
    reply: Option<Reply>,
}

/// The part of the sheet to sign that is drawn once the pages are laid out.
#[derive(Deserialize)]
struct Reply {
    code: String,
}

/// Which document it is: a statement says nothing of it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Template {
    #[default]
    Statement,
    RefusalLetter,
}

struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    statement: Source,
    refusal_letter: Source,
    data: FileId,
    standards: PdfStandards,
}

static PRESS: LazyLock<Result<Press, RenderError>> = LazyLock::new(Press::set_up);

impl Press {
    fn set_up() -> Result<Self, RenderError> {
        let fonts: Vec<Font> =
            [notosans::REGULAR_TTF, notosans::BOLD_TTF].into_iter().flat_map(|font| Font::iter(Bytes::new(font))).collect();
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| RenderError::Layout(error.message().to_string()))?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            statement: Source::new(file("statement.typ")?, include_str!("templates/statement.typ").to_owned()),
            refusal_letter: Source::new(file("refusal_letter.typ")?, include_str!("templates/refusal_letter.typ").to_owned()),
            data: file("data.json")?,
            standards,
        })
    }
}

fn file(name: &str) -> Result<FileId, RenderError> {
    let path = VirtualPath::new(name).map_err(|error| RenderError::Layout(format!("{name}: {error:?}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

/// One document on the press: the template sees its JSON as `data.json` and nothing else.
struct Job<'a> {
    press: &'a Press,
    template: &'a Source,
    json: Bytes,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data { Ok(self.json.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Makes the PDF of a [`super::document::Document`] given as JSON.
///
/// # Errors
/// [`RenderError`]; a document that the PDF/UA-1 or PDF/A-3a rules refuse is an error, never a lesser file.
pub fn render(document_json: &[u8]) -> Result<Vec<u8>, RenderError> {
    let identity: Identity =
        serde_json::from_slice(document_json).map_err(|error| RenderError::NotADocument(error.to_string()))?;
    let press = PRESS.as_ref().map_err(Clone::clone)?;
    let template = match identity.template {
        Template::Statement => &press.statement,
        Template::RefusalLetter => &press.refusal_letter,
    };
    let made = print(press, template, document_json, &identity)
        .and_then(|pdf| if identity.packed { pack(&pdf).ok_or_else(not_gathered) } else { Ok(pdf) });
    // The cache only ever serves within one document: emptied each time, memory stays flat and lookups fast.
    comemo::evict(0);
    made
}

fn print(press: &Press, template: &Source, json: &[u8], identity: &Identity) -> Result<Vec<u8>, RenderError> {
    let job = Job { press, template, json: Bytes::new(json.to_vec()) };
    let mut pages: PagedDocument = typst::compile(&job).output.map_err(|errors| said(&errors))?;
    if let Some(reply) = &identity.reply {
        pages = square_code::draw(&pages, &reply.code).ok_or_else(not_drawn)?;
    }
    let options = PdfOptions {
        ident: Smart::Custom(identity.number.clone()),
        creator: Smart::Custom(Some("Quitus".to_owned())),
        standards: press.standards.clone(),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&number_pages(&pages), &options).map_err(|errors| said(&errors))
}

fn not_drawn() -> RenderError {
    RenderError::Layout("le code de la feuille à signer ne se laisse pas dessiner".to_owned())
}

fn not_gathered() -> RenderError {
    RenderError::Layout("les objets du fichier ne se laissent pas rassembler".to_owned())
}

fn said(errors: &[SourceDiagnostic]) -> RenderError {
    RenderError::Layout(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))
}
