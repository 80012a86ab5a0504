//! Letters: the Greek ones and their words, accented ones in one character, and look-alikes from other alphabets.
//!
//! It does not decide what a name is; that is the grammar's.

use super::ast::Accent;

/// The words of the Greek letters, TeX's variants among them. `eps` is no such word: it is an option's name.
pub(super) const GREEK: &[(&str, char)] = &[
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("varepsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("vartheta", 'θ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("omicron", 'ο'),
    ("pi", 'π'),
    ("varpi", 'π'),
    ("rho", 'ρ'),
    ("varrho", 'ρ'),
    ("sigma", 'σ'),
    ("varsigma", 'σ'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("varphi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Alpha", 'Α'),
    ("Beta", 'Β'),
    ("Gamma", 'Γ'),
    ("Delta", 'Δ'),
    ("Epsilon", 'Ε'),
    ("Zeta", 'Ζ'),
    ("Eta", 'Η'),
    ("Theta", 'Θ'),
    ("Iota", 'Ι'),
    ("Kappa", 'Κ'),
    ("Lambda", 'Λ'),
    ("Mu", 'Μ'),
    ("Nu", 'Ν'),
    ("Xi", 'Ξ'),
    ("Omicron", 'Ο'),
    ("Pi", 'Π'),
    ("Rho", 'Ρ'),
    ("Sigma", 'Σ'),
    ("Tau", 'Τ'),
    ("Upsilon", 'Υ'),
    ("Phi", 'Φ'),
    ("Chi", 'Χ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
];

/// The letter of a Greek word.
pub(super) fn greek(word: &str) -> Option<char> {
    GREEK.iter().find(|(name, _)| *name == word).map(|(_, letter)| *letter)
}

/// The one form of a Greek letter that has several (`ϕ` = `φ`).
pub(super) fn canonical(letter: char) -> char {
    match letter {
        'ϵ' => 'ε',
        'ϕ' => 'φ',
        'ϑ' => 'θ',
        'ϱ' => 'ρ',
        'ϖ' => 'π',
        'ς' => 'σ',
        'µ' => 'μ',
        other => other,
    }
}

/// Whether this is a Greek letter of the language.
pub(super) fn is_greek(letter: char) -> bool {
    ('Α'..='Ω').contains(&letter) || ('α'..='ω').contains(&letter) || canonical(letter) != letter
}

const PRECOMPOSED: &[(Accent, &str, &str)] = &[
    (Accent::Hat, "âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶ", "aceghijosuwyzACEGHIJOSUWY"),
    (Accent::Bar, "āēīōūȳḡĀĒĪŌŪ", "aeiouygAEIOU"),
    (Accent::Tilde, "ãñõĩũẽṽỹÃÑÕĨŨ", "anoiuevyANOIU"),
];

/// Letter and accent of an accented letter in one character: `ŷ` is `y` under a hat.
pub(super) fn decompose(letter: char) -> Option<(char, Accent)> {
    PRECOMPOSED.iter().find_map(|(accent, composed, plain)| {
        composed.chars().zip(plain.chars()).find(|(whole, _)| *whole == letter).map(|(_, base)| (base, *accent))
    })
}

/// The Latin letter that a Cyrillic one is easily taken for.
pub(super) fn latin_lookalike(letter: char) -> Option<char> {
    let pairs = "аaеeоoрpсcхxуyкkтtвbіiАAВBЕEКKМMНHОOРPСCТTХXУY";
    let letters: Vec<char> = pairs.chars().collect();
    letters.chunks_exact(2).find(|pair| pair[0] == letter).map(|pair| pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accented_letters_pair_up() {
        for (accent, composed, plain) in PRECOMPOSED {
            assert_eq!(composed.chars().count(), plain.chars().count(), "{accent:?}");
        }
        assert_eq!(decompose('ŷ'), Some(('y', Accent::Hat)));
        assert_eq!(decompose('ỹ'), Some(('y', Accent::Tilde)));
        assert_eq!(decompose('é'), None);
    }
}
