//! French typography of what browsers show: the space before `; : ? ! »` and after `«` is a hard one, so that no line begins with a sign
//! or ends with an opening one. What is typed, and what tags hold, stays as it is.

const HARD: char = '\u{a0}';

/// Elements whose text is not read as words: it is sent back, or run.
const VERBATIM: [&str; 4] = ["textarea", "script", "style", "pre"];

/// A page with its hard spaces.
#[must_use]
pub fn hard_spaces(html: &str) -> String {
    let mut page = String::with_capacity(html.len().saturating_add(html.len() / 32));
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        write(text, &mut page);
        let (kept, after) = tag.split_at_checked(length(tag)).unwrap_or((tag, ""));
        page.push('<');
        page.push_str(kept);
        rest = after;
    }
    write(rest, &mut page);
    page
}

/// How much of what follows `<` is no text.
fn length(tag: &str) -> usize {
    let verbatim = VERBATIM.into_iter().find(|name| {
        let after = tag.strip_prefix(name).and_then(|after| after.chars().next());
        after.is_some_and(|next| next == '>' || next.is_whitespace())
    });
    match verbatim.and_then(|name| tag.find(&format!("</{name}"))) {
        Some(end) => end,
        None => tag.find('>').map_or(tag.len(), |end| end.saturating_add(1)),
    }
}

fn write(text: &str, page: &mut String) {
    let mut before = HARD;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let sign = letters.peek().is_some_and(|next| matches!(next, ';' | ':' | '?' | '!' | '»'));
        page.push(if letter == ' ' && (sign || before == '«') { HARD } else { letter });
        before = letter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_keep_to_their_words() {
        let written = "<p title=\"a : b\">Non : « <b>Paul</b> » ; oui ? Oui !</p>";
        let shown = "<p title=\"a : b\">Non\u{a0}: «\u{a0}<b>Paul</b>\u{a0}»\u{a0}; oui\u{a0}? Oui\u{a0}!</p>";
        assert_eq!(hard_spaces(written), shown);
        assert_eq!(hard_spaces(shown), shown);
    }

    #[test]
    fn what_was_typed_is_not_touched() {
        for typed in
            ["<textarea name=\"a\">Oui : non ?</textarea>", "<input value=\"Oui : non ?\">", "<script>a ? b : c</script>"]
        {
            assert_eq!(hard_spaces(typed), typed);
        }
        assert_eq!(hard_spaces("<textarea>a : b</textarea> : c"), "<textarea>a : b</textarea>\u{a0}: c");
        assert_eq!(hard_spaces("<textareas> :"), "<textareas>\u{a0}:");
        assert_eq!(hard_spaces("a <b"), "a <b");
    }

    proptest! {
        /// Nothing else changes, whatever the page, and no sign stays behind a plain space.
        #[test]
        fn only_spaces_change(page in "[a-c <>/«»:;?!\n]{0,60}|\\PC{0,40}") {
            let shown = hard_spaces(&page);
            prop_assert_eq!(shown.replace(HARD, " "), page.replace(HARD, " "));
            if !page.contains('<') {
                prop_assert!([" ;", " :", " ?", " !", " »", "« "].iter().all(|sign| !shown.contains(sign)), "{}", shown);
            }
        }
    }
}
