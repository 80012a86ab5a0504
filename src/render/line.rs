//! One line of mathematics, as the plain spelling and the terminal share it: brackets, side-by-side products, bars.
//!
//! Brackets stand wherever the language would otherwise read another expression: `(a/b) c`, `a/(b c)`, `a (b c)`,
//! `(∂L/∂S_1) x`. A product (without `/`) in the brackets right behind `/` is divided by factor by factor; one that the
//! graph keeps together gets a second pair in the plain spelling, `a/((b c))`. Every place where a long line may be broken is noted with its depth.

use super::math::{Head, Math};
use super::wrap::{Break, Line};
use unicode_width::UnicodeWidthStr;

/// The glyphs of a spelling.
pub(super) struct Glyphs {
    pub(super) minus: &'static str,
    pub(super) dot: &'static str,
    /// Small whole exponents are written `x²`, and `√x` needs no brackets around one sign.
    pub(super) typographic: bool,
}

/// Writes an expression as one line.
pub(super) fn write(math: &Math, glyphs: &'static Glyphs) -> Line {
    let mut writer = Writer { line: Line::default(), glyphs, depth: 0, bars: 0 };
    writer.expression(math);
    writer.line
}

struct Writer {
    line: Line,
    glyphs: &'static Glyphs,
    depth: u32,
    bars: u32,
}

impl Writer {
    fn put(&mut self, text: &str) {
        self.line.width += text.width();
        self.line.text.push_str(text);
    }

    /// A space at which the line may be broken; sums rather than products, the outer ones first.
    fn space(&mut self, product: bool) {
        let (at, column) = (self.line.text.len(), self.line.width);
        self.line.breaks.push(Break { at, column, skip: 1, rank: 2 * self.depth + u32::from(product) });
        self.put(" ");
    }

    fn bracketed(&mut self, inside: impl FnOnce(&mut Writer)) {
        self.put("(");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.put(")");
    }

    fn list(&mut self, items: &[Math]) {
        for (k, item) in items.iter().enumerate() {
            if k > 0 {
                self.put(",");
                self.space(false);
            }
            self.expression(item);
        }
    }

    fn indices(&mut self, indices: &[u32]) {
        if !indices.is_empty() {
            let list: Vec<String> = indices.iter().map(u32::to_string).collect();
            self.put(&format!("[{}]", list.join(",")));
        }
    }

    /// Anything, where nothing stands beside it.
    fn expression(&mut self, math: &Math) {
        match math {
            Math::Number(digits) => self.put(digits),
            Math::Name(name, indices) => {
                self.put(&name.to_string());
                self.indices(indices);
            }
            Math::Sum(summands) => self.sum(summands),
            Math::Product(factors) => self.factors(factors),
            Math::Fraction { above, below } => self.fraction(above, below),
            Math::Power(base, exponent) => self.power(base, exponent),
            Math::Root(radicand) => {
                self.put("√");
                match &**radicand {
                    Math::Number(_) if self.glyphs.typographic => self.expression(radicand),
                    Math::Name(..) if self.glyphs.typographic => self.expression(radicand),
                    _ => self.bracketed(|writer| writer.expression(radicand)),
                }
            }
            Math::Absolute(inside) => self.absolute(inside),
            Math::Call { head, args, indices } => {
                match head {
                    Head::Known(function) => self.put(function.get().name),
                    Head::Name(name) => self.put(&name.to_string()),
                }
                // A call of nothing is a name: `pi`.
                if !args.is_empty() {
                    self.bracketed(|writer| writer.list(args));
                }
                self.indices(indices);
            }
            Math::Without(whole, names) => self.bracketed(|writer| {
                writer.expression(whole);
                let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
                writer.put(&format!(" without {}", names.join(", ")));
            }),
            Math::InEval(whole) => self.bracketed(|writer| {
                writer.expression(whole);
                writer.put(" in eval");
            }),
            Math::Partial { of, by } if self.glyphs.typographic || (of.is_named() && by.is_named()) => {
                self.put("∂");
                self.expression(of);
                self.put("/∂");
                self.expression(by);
            }
            Math::Partial { of, by } => self.diff(of, std::slice::from_ref(by), &[]),
            Math::Diff { of, by, hold } => self.diff(of, by, hold),
            Math::At { of, values } => self.bracketed(|writer| {
                writer.expression(of);
                writer.put(" at ");
                writer.bracketed(|writer| {
                    for (k, (name, value)) in values.iter().enumerate() {
                        writer.put(if k > 0 { ", " } else { "" });
                        writer.expression(name);
                        writer.put(" = ");
                        writer.expression(value);
                    }
                });
            }),
        }
    }

    fn sum(&mut self, summands: &[(bool, Math)]) {
        for (k, (minus, summand)) in summands.iter().enumerate() {
            let sign = if *minus { self.glyphs.minus } else { "+" };
            if k > 0 {
                self.space(false);
                self.put(sign);
                self.put(" ");
            } else if *minus {
                self.put(sign);
            }
            match summand {
                Math::Sum(_) => self.bracketed(|writer| writer.expression(summand)),
                _ => self.expression(summand),
            }
        }
    }

    /// Factors side by side, each in brackets where it would fall apart.
    fn factors(&mut self, factors: &[Math]) {
        for (k, factor) in factors.iter().enumerate() {
            if k > 0 {
                self.join(&factors[k - 1], factor);
            }
            self.factor(factor);
        }
    }

    fn factor(&mut self, factor: &Math) {
        if falls_apart(factor) {
            self.bracketed(|writer| writer.expression(factor));
        } else {
            self.expression(factor);
        }
    }

    /// What stands between two factors.
    fn join(&mut self, left: &Math, right: &Math) {
        let first = first_char(right);
        let number = matches!(left, Math::Number(_));
        if first.is_some_and(|c| c.is_ascii_digit()) {
            self.put(self.glyphs.dot);
        } else if number && !matches!(first, Some('e' | 'E')) || (falls_apart(left) && falls_apart(right)) {
            // `2w_1`, `2(a + b)`, `(a + b)(a − b)`; but `2e` might go on as a number.
        } else {
            self.space(true);
        }
    }

    fn fraction(&mut self, above: &[Math], below: &[Math]) {
        self.factors(above);
        self.put("/");
        match below {
            [one @ Math::Product(_)] if !self.glyphs.typographic => self.bracketed(|writer| writer.factor(one)),
            [one] => self.factor(one),
            several => self.bracketed(|writer| writer.factors(several)),
        }
    }

    fn power(&mut self, base: &Math, exponent: &Math) {
        let atom = matches!(
            base,
            Math::Number(_) | Math::Name(..) | Math::Absolute(_) | Math::Without(..) | Math::InEval(_) | Math::At { .. }
        ) || matches!(base, Math::Call { .. } | Math::Diff { .. });
        if atom {
            self.expression(base)
        } else {
            self.bracketed(|writer| writer.expression(base))
        }
        if let (Math::Number(digits), true) = (exponent, self.glyphs.typographic)
            && digits.len() <= 3
        {
            let raised: String = digits.chars().map(superscript).collect();
            return self.put(&raised);
        }
        self.put("^");
        match exponent {
            Math::Number(_) | Math::Name(..) => self.expression(exponent),
            _ => self.bracketed(|writer| writer.expression(exponent)),
        }
    }

    /// Bars, but for bars within bars.
    fn absolute(&mut self, inside: &Math) {
        let nested = self.bars > 0;
        self.bars += 1;
        self.depth += 1;
        self.put(if nested { "abs(" } else { "|" });
        self.expression(inside);
        self.put(if nested { ")" } else { "|" });
        self.depth -= 1;
        self.bars -= 1;
    }

    fn diff(&mut self, of: &Math, by: &[impl std::borrow::Borrow<Math>], hold: &[Math]) {
        self.put("diff");
        self.bracketed(|writer| {
            writer.expression(of);
            for name in by {
                writer.put(",");
                writer.space(false);
                writer.expression(name.borrow());
            }
            if !hold.is_empty() {
                writer.put("; hold = ");
                writer.bracketed(|writer| writer.list(hold));
            }
        });
    }
}

/// Whether a factor must stand in brackets.
fn falls_apart(factor: &Math) -> bool {
    matches!(factor, Math::Sum(_) | Math::Product(_) | Math::Fraction { .. } | Math::Partial { .. })
}

/// The first character of a factor, as far as it matters between factors.
fn first_char(factor: &Math) -> Option<char> {
    match factor {
        Math::Number(digits) => digits.chars().next(),
        Math::Name(name, _) => name.base.chars().next(),
        Math::Power(base, _) => first_char(base),
        Math::Call { head: Head::Name(name), .. } => name.base.chars().next(),
        Math::Call { head: Head::Known(function), .. } => function.get().name.chars().next(),
        _ => None,
    }
}

fn superscript(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0'..='9' => char::from_u32('⁰' as u32 + digit as u32 - '0' as u32).unwrap_or(digit),
        other => other,
    }
}
