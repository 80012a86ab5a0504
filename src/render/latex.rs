//! LaTeX under plain amsmath, to be pasted without work by hand.
//!
//! Fractions and roots are set as such where the eye follows (two fractions deep, not in exponents) and inline beyond;
//! brackets grow only where they hold something tall. What is wider than a page is written so that it can be broken: a
//! long fraction as `( … )/2`, a long root as `( … )^{1/2}`, brackets of a fixed size. Products and quotients keep the
//! brackets that keep them apart, so that what is printed reads back as the same expression.

use super::math::{Head, Math};
use super::tex_name;
use super::tex_shape::{begins_with_e, begins_with_word, ends_in_word, falls_apart, tall};
use super::wrap::{Break, Line};

/// The width of a page of formulas in half points: that of LaTeX's own article class.
pub(super) const PAGE: usize = 640;

/// The expression on one line.
///
/// ```
/// use normsym::render::latex;
/// use normsym::render::math::Math;
/// let number = |digits: &str| Math::Number(digits.into());
/// let math = Math::Fraction { above: vec![number("3")], below: vec![number("2")] };
/// assert_eq!(latex::write(&math), r"\frac{3}{2}");
/// ```
pub fn write(math: &Math) -> String {
    line(math, None).text
}

/// The expression with its width and the places to break it; written for breaking where it is wider than the room.
pub(super) fn line(math: &Math, room: Option<usize>) -> Line {
    let (open, room) = (room.is_some(), room.unwrap_or(PAGE));
    let mut writer = Writer { line: Line::default(), depth: 0, open, room, fractions: 0, script: false };
    writer.expression(math);
    writer.line
}

/// About how wide the expression is on a page.
pub(super) fn width(math: &Math) -> usize {
    line(math, None).width
}

struct Writer {
    line: Line,
    depth: u32,
    /// Whether lines may be broken here.
    open: bool,
    /// How wide a row may be.
    room: usize,
    /// The number of fractions around.
    fractions: u32,
    /// Whether this is an exponent.
    script: bool,
}

impl Writer {
    fn put(&mut self, text: &str, width: usize) {
        self.line.text.push_str(text);
        self.line.width += if self.script { width * 7 / 10 } else { width };
    }

    fn space(&mut self, product: bool) {
        if self.open {
            let (at, column) = (self.line.text.len(), self.line.width);
            self.line.breaks.push(Break { at, column, skip: 1, rank: 2 * self.depth + u32::from(product) });
        }
        self.put(" ", 0);
    }

    /// Writes something that cannot be broken.
    fn closed(&mut self, write: impl FnOnce(&mut Writer)) {
        let open = std::mem::replace(&mut self.open, false);
        write(self);
        self.open = open;
    }

    fn too_wide(&self, math: &Math) -> bool {
        self.open && width(math) > self.room
    }

    fn bracketed(&mut self, tall: bool, wide: bool, write: impl FnOnce(&mut Writer)) {
        self.depth += 1;
        match (tall, wide) {
            (false, true) => {
                self.put(r"\bigl(", 10);
                write(self);
                self.put(r"\bigr)", 10);
            }
            (false, false) => {
                self.put("(", 8);
                write(self);
                self.put(")", 8);
            }
            (true, true) => {
                self.put(r"\biggl(", 14);
                write(self);
                self.put(r"\biggr)", 14);
            }
            (true, false) => {
                self.put(r"\left(", 19);
                self.closed(write);
                self.put(r"\right)", 19);
            }
        }
        self.depth -= 1;
    }

    fn group(&mut self, math: &Math) {
        self.bracketed(tall(math), self.too_wide(math), |writer| writer.expression(math));
    }

    fn list(&mut self, items: &[Math]) {
        for (k, item) in items.iter().enumerate() {
            if k > 0 {
                self.put(",", 8);
                self.space(false);
            }
            self.expression(item);
        }
    }

    fn name(&mut self, name: &crate::name::Name, indices: &[u32], upright: &str) {
        let list: Vec<String> = indices.iter().map(u32::to_string).collect();
        let (list, width) = (list.join(","), 8 * indices.len() + 8 * indices.len().saturating_sub(1));
        self.put(&tex_name::name(name, upright), tex_name::width(name));
        if !indices.is_empty() && name.subscript.is_none() && name.primes == 0 {
            let short = list.len() == 1;
            self.put(&if short { format!("_{list}") } else { format!("_{{{list}}}") }, width);
        } else if !indices.is_empty() {
            self.put(&format!("[{list}]"), width + 10);
        }
    }

    /// Anything, where nothing stands beside it.
    fn expression(&mut self, math: &Math) {
        match math {
            Math::Number(digits) => self.put(digits, 10 * digits.len()),
            Math::Name(name, indices) => self.name(name, indices, "mathrm"),
            Math::Sum(summands) => self.sum(summands),
            Math::Product(factors) => self.factors(factors),
            Math::Fraction { above, below } => {
                let inline = self.script || self.fractions >= 2 || self.too_wide(math);
                let (slopes, others): (Vec<_>, Vec<_>) = above.iter().partition(|part| matches!(part, Math::Partial { .. }));
                match inline {
                    true => self.slashed(above, below),
                    false if slopes.is_empty() => self.fraction(above, below),
                    false => {
                        // A small fraction in a fraction is hard to read: 1/5 ∂L/∂C_1.
                        let others: Vec<Math> = others.into_iter().cloned().collect();
                        let one = vec![Math::Number("1".into())];
                        self.fraction(if others.is_empty() { &one } else { &others }, below);
                        for slope in slopes {
                            self.space(true);
                            self.expression(slope);
                        }
                    }
                }
            }
            Math::Power(base, exponent) => self.power(base, exponent),
            Math::Root(radicand) if self.too_wide(math) => {
                // The same room must be too narrow for what is inside.
                self.room = self.room.min(width(radicand).saturating_sub(1));
                self.bracketed(true, true, |writer| writer.expression(radicand));
                self.put("^{1/2}", 21);
            }
            Math::Root(radicand) => {
                self.put(r"\sqrt{", 12);
                self.closed(|writer| writer.expression(radicand));
                self.put("}", 0);
            }
            Math::Absolute(inside) => {
                self.put(r"\left|", 6);
                self.closed(|writer| writer.expression(inside));
                self.put(r"\right|", 6);
            }
            Math::Call { head, args, indices } => {
                self.head(head);
                self.arguments(args);
                if !indices.is_empty() {
                    let list: Vec<String> = indices.iter().map(u32::to_string).collect();
                    self.put(&format!("[{}]", list.join(",")), 10 + 15 * indices.len());
                }
            }
            Math::Without(whole, names) => {
                self.put("(", 8);
                self.expression(whole);
                self.put(r" \text{ without } ", 80);
                for (k, name) in names.iter().enumerate() {
                    self.put(if k > 0 { ", " } else { "" }, 10);
                    self.name(name, &[], "mathrm");
                }
                self.put(")", 8);
            }
            Math::InEval(whole) => {
                self.put("(", 8);
                self.expression(whole);
                self.put(r" \text{ in eval})", 80);
            }
            Math::Partial { of, by } => self.over(
                |writer| {
                    let nameless = matches!(&**of, Math::Name(name, _) if name.base.is_empty());
                    writer.put(if nameless { r"\partial" } else { r"\partial " }, 11);
                    writer.expression(of);
                },
                |writer| {
                    writer.put(r"\partial ", 11);
                    writer.expression(by);
                },
            ),
            Math::Diff { of, by, hold } => self.diff(of, by, hold),
            Math::At { of, values } => self.bracketed(tall(math), self.too_wide(of), |writer| {
                writer.expression(of);
                writer.put(r" \text{ at } (", 40);
                for (k, (name, value)) in values.iter().enumerate() {
                    writer.put(if k > 0 { ", " } else { "" }, 10);
                    writer.expression(name);
                    writer.put(" = ", 25);
                    writer.expression(value);
                }
                writer.put(")", 8);
            }),
        }
    }

    fn head(&mut self, head: &Head) {
        match head {
            Head::Name(name) => self.name(name, &[], "operatorname"),
            Head::Known(function) => {
                let entry = function.get();
                // σ is a parameter's name as often as not.
                let latex = if entry.name == "sigmoid" { r"\operatorname{sigmoid}" } else { entry.latex };
                self.put(latex, 10 * entry.name.len());
            }
        }
    }

    fn arguments(&mut self, args: &[Math]) {
        if !args.is_empty() {
            let wide = self.open && args.iter().map(width).sum::<usize>() > self.room;
            self.bracketed(args.iter().any(tall), wide, |writer| writer.list(args));
        }
    }

    fn sum(&mut self, summands: &[(bool, Math)]) {
        for (k, (minus, summand)) in summands.iter().enumerate() {
            let sign = if *minus { "-" } else { "+" };
            if k > 0 {
                self.space(false);
                self.put(sign, 24);
                self.put(" ", 0);
            } else if *minus {
                self.put(sign, 14);
            }
            match summand {
                Math::Sum(_) => self.group(summand),
                _ => self.expression(summand),
            }
        }
    }

    fn factors(&mut self, factors: &[Math]) {
        for (k, factor) in factors.iter().enumerate() {
            if k > 0 {
                self.join(&factors[k - 1], factor);
            }
            self.factor(factor);
        }
    }

    fn factor(&mut self, factor: &Math) {
        if falls_apart(factor) { self.group(factor) } else { self.expression(factor) }
    }

    /// What stands between two factors.
    fn join(&mut self, left: &Math, right: &Math) {
        let digit = |math: &Math| match math {
            Math::Number(_) => true,
            Math::Power(base, _) => matches!(**base, Math::Number(_)),
            _ => false,
        };
        if digit(right) {
            self.put(r" \cdot ", 15);
        } else if ends_in_word(left) || begins_with_word(right) {
            self.put(r"\, ", 3);
        } else if !matches!(left, Math::Number(_)) || begins_with_e(right) {
            self.space(true);
        }
    }

    fn fraction(&mut self, above: &[Math], below: &[Math]) {
        let part = |writer: &mut Writer, factors: &[Math]| match factors {
            // A product that the graph keeps together stays in brackets.
            [one] if !matches!(one, Math::Product(_)) => writer.expression(one),
            several => writer.factors(several),
        };
        self.over(|writer| part(writer, above), |writer| part(writer, below));
    }

    /// `\frac{ … }{ … }`, as wide as the wider of the two.
    fn over(&mut self, above: impl FnOnce(&mut Writer), below: impl FnOnce(&mut Writer)) {
        self.fractions += 1;
        self.put(r"\frac{", 5);
        let start = self.line.width;
        self.closed(above);
        let upper = std::mem::replace(&mut self.line.width, start);
        self.put("}{", 0);
        self.closed(below);
        self.line.width = self.line.width.max(upper);
        self.put("}", 5);
        self.fractions -= 1;
    }

    fn slashed(&mut self, above: &[Math], below: &[Math]) {
        self.factors(above);
        self.put("/", 10);
        match below {
            [one @ Math::Product(_)] => self.bracketed(tall(one), false, |writer| writer.factor(one)),
            [one] => self.factor(one),
            several => self.bracketed(several.iter().any(tall), false, |writer| writer.factors(several)),
        }
    }

    fn power(&mut self, base: &Math, exponent: &Math) {
        match (base, exponent) {
            // \tanh^2(u), as lecturers write it.
            (Math::Call { head: head @ Head::Known(_), args, .. }, Math::Number(_)) => {
                self.head(head);
                self.exponent(exponent);
                return self.arguments(args);
            }
            (
                Math::Number(_) | Math::Name(..) | Math::Absolute(_) | Math::Call { .. } | Math::Without(..) | Math::InEval(_),
                _,
            ) => {
                self.expression(base);
            }
            _ => self.group(base),
        }
        self.exponent(exponent);
    }

    fn exponent(&mut self, exponent: &Math) {
        let script = std::mem::replace(&mut self.script, true);
        let short = matches!(exponent, Math::Number(digits) if digits.len() == 1);
        self.put(if short { "^" } else { "^{" }, 0);
        self.closed(|writer| writer.expression(exponent));
        self.put(if short { "" } else { "}" }, 0);
        self.script = script;
    }

    fn diff(&mut self, of: &Math, by: &[Math], hold: &[Math]) {
        self.put(r"\operatorname{diff}", 40);
        self.bracketed(tall(of), false, |writer| {
            writer.expression(of);
            writer.put(", ", 8);
            writer.list(by);
            if !hold.is_empty() {
                writer.put(r"; \mathrm{hold} = (", 80);
                writer.list(hold);
                writer.put(")", 8);
            }
        });
    }
}
