//! Names in LaTeX: `w_{01}`, `F_{NN}`, `\hat{x}`, `\gamma`, `\mathrm{upper}`.

use crate::name::{Accent, Name};

/// Greek letters that LaTeX has a command for.
const GREEK: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "varepsilon"),
    ('ϵ', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ϑ', "vartheta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('ϱ', "varrho"),
    ('σ', "sigma"),
    ('ς', "varsigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "varphi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Π', "Pi"),
    ('Σ', "Sigma"),
    ('Υ', "Upsilon"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
    ('ℓ', "ell"),
];

/// The command of a Greek letter.
pub(super) fn greek(letter: char) -> Option<&'static str> {
    GREEK.iter().find(|(known, _)| *known == letter).map(|(_, command)| *command)
}

/// A name in LaTeX; `upright` is the command that sets a word: `mathrm`, or `operatorname` before brackets.
pub(super) fn name(name: &Name, upright: &str) -> String {
    let mut out = base(&name.base, upright);
    if let Some(accent) = name.accent {
        let command = match accent {
            Accent::Hat => "hat",
            Accent::Bar => "bar",
            Accent::Tilde => "tilde",
        };
        out = format!("\\{command}{{{out}}}");
    }
    if let Some(subscript) = &name.subscript {
        let inside = letters(subscript);
        let short = subscript.chars().count() == 1 && inside.len() == 1;
        out.push_str(&if short { format!("_{inside}") } else { format!("_{{{inside}}}") });
    }
    (0..name.primes).for_each(|_| out.push('\''));
    out
}

/// Whether the name is set as an upright word, which must not touch another one.
pub(super) fn is_word(name: &Name) -> bool {
    name.base.chars().count() > 1
}

fn base(text: &str, upright: &str) -> String {
    match text.chars().count() {
        0 | 1 => letters(text),
        _ => format!("\\{upright}{{{}}}", letters(text)),
    }
}

/// Letters one by one: Greek ones as commands, what TeX would take for itself escaped.
fn letters(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        let after_command =
            out.rsplit('\\').next().is_some_and(|tail| tail.len() < out.len() && tail.chars().all(char::is_alphabetic));
        if let Some(command) = greek(letter) {
            out.push('\\');
            out.push_str(command);
            continue;
        }
        if after_command && letter.is_alphabetic() {
            out.push(' ');
        }
        if matches!(letter, '_' | '#' | '%' | '&' | '$' | '{' | '}') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// About how wide a name is on a page, in half points.
pub(super) fn width(name: &Name) -> usize {
    let letter = |c: char| match c {
        'w' | 'm' | 'W' | 'M' => 16,
        c if c.is_uppercase() => 15,
        _ => 12,
    };
    let small = name.subscript.as_deref().map_or(0, |subscript| subscript.chars().map(|c| 3 * letter(c) / 4).sum());
    name.base.chars().map(letter).sum::<usize>() + small + 5 * name.primes as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(plain: Name, expected: &str) {
        assert_eq!(name(&plain, "mathrm"), expected);
    }

    fn with(base: &str, subscript: &str) -> Name {
        Name { subscript: Some(subscript.into()), ..Name::plain(base) }
    }

    #[test]
    fn names_of_the_lecture_keep_their_zeros_and_letters() {
        check(with("w", "01"), "w_{01}");
        check(with("w", "1"), "w_1");
        check(with("F", "NN"), "F_{NN}");
        check(with("γ", "1"), r"\gamma_1");
        check(Name { accent: Some(Accent::Hat), ..with("x", "i,j") }, r"\hat{x}_{i,j}");
        check(Name::plain("upper"), r"\mathrm{upper}");
        check(with("x", "αb"), r"x_{\alpha b}");
        check(Name { primes: 2, ..Name::plain("f") }, "f''");
    }
}
