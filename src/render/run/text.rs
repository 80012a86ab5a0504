//! A run as a table: for each step its loss, the gradient that the rule took and the point after it.

use super::super::notes::{Bit, Note};
use super::super::{conditions, prose};
use super::{Options, names, why};
use crate::analysis::Decimal;
use crate::analysis::train::{Figure, Run, Step};
use crate::answer::{TooFast, Trained};
use crate::expr::Graph;
use unicode_width::UnicodeWidthStr;

/// Digits of a number that is not shown exactly.
const DIGITS: usize = 7;

/// An exact number that is longer is shown in decimals.
const SHORT: usize = 11;

/// Digits of a double that may be nothing but rounding.
const FEW_DIGITS: usize = 2;

/// How near to 0 that is, beside a number of size 1: 2^-46.
const NOISE: f64 = 1.0 / (1_u64 << 46) as f64;

/// A text beside a table that would begin farther right is put below its line.
const FARTHEST: usize = 44;

/// The margin of such a text.
const MARGIN: usize = 4;

/// More steps than twice this are shown in part.
const STEPS: usize = 20;

/// More weights than this are not shown.
const WEIGHTS: usize = 16;

/// The columns of a table; a wider one is cut into several.
const WIDTH: usize = 80;

/// The run in words and numbers.
pub fn text(graph: &Graph, trained: &Trained, options: &Options<'_>) -> String {
    let run = &trained.run;
    let mut out = format!("{}\n  {}\n\n", options.heading, precision(graph, run, options));
    for rows in tables(graph, run, options) {
        out.push_str(&aligned(&rows));
        out.push('\n');
    }
    let mut notes = notes(graph, trained, options);
    if run.weights.len() > WEIGHTS {
        notes.insert(0, (options.words.many)(run.weights.len()));
    }
    if notes.is_empty() {
        out.pop();
    }
    let rows = notes.into_iter().flat_map(|note| {
        let note = Note { bits: vec![Bit::Words(note)], alarm: false };
        prose::text_rows(&note, 0, WIDTH)
    });
    rows.for_each(|row| out.push_str(&format!("{row}\n")));
    out
}

fn precision(graph: &Graph, run: &Run, options: &Options<'_>) -> String {
    match (&run.rounded_from, options.digits) {
        (None, _) => options.words.exact.to_string(),
        (Some(_), Some(digits)) => (options.words.digits)(digits),
        (Some(stop), None) => (options.words.rounded)(stop.k, &why(graph, &stop.why, options.words)),
    }
}

/// What is to be said below the table, or beside the other formats.
pub fn notes(graph: &Graph, trained: &Trained, options: &Options<'_>) -> Vec<String> {
    let (run, words) = (&trained.run, options.words);
    let mut notes = Vec::new();
    if let Some(stop) = &run.stopped {
        notes.push((words.stopped)(stop.k, &why(graph, &stop.why, words)));
    }
    for told in &run.assumptions {
        let (condition, name) = (conditions::text(graph, &told.condition), run.training.name.to_string());
        let words = if told.is_broken { words.broken_assumption } else { words.unknown_assumption };
        notes.push(words(&condition, &format!("{name}[{}]", told.k)));
    }
    if !run.training.given.iter().any(|name| name == "rate")
        && let Some(rate) = run.training.option("rate")
    {
        notes.push((words.default_rate)(&figure(&Figure::Exact(rate.clone()), options)));
    }
    if !run.conventions.is_empty() {
        notes.push((words.kinks)(&run.conventions.join(", ")));
    }
    if !run.one_row.is_empty() {
        notes.push((words.one_row)(&names(graph, &run.one_row).join(", ")));
    }
    if run.masks_as_drawn {
        notes.push(words.masks_as_drawn.into());
    }
    if run.training.optimizer.looks_at.is_some() {
        notes.push(words.looks_ahead.into());
    }
    notes.extend(too_fast(graph, trained, options));
    notes
}

/// Rates above bounds; losses of the same curvature that go the same way share a line.
fn too_fast(graph: &Graph, trained: &Trained, options: &Options<'_>) -> Vec<String> {
    let rate = trained.run.training.option("rate").map(|rate| figure(&Figure::Exact(rate.clone()), options)).unwrap_or_default();
    let mut lines: Vec<(String, String, Vec<String>, bool)> = Vec::new();
    for found in &trained.too_fast {
        let values: Vec<String> = found.values.iter().map(|value| value.decimal(DIGITS)).collect();
        let (bound, values) = (bound_text(graph, found), values.join(", "));
        let loss = options.losses.get(found.loss).cloned().unwrap_or_default();
        let ends = (found.values.first().map(Figure::to_f64), found.values.last().map(Figure::to_f64));
        let grows = matches!(ends, (Some(first), Some(last)) if last > first);
        match lines.iter_mut().find(|line| line.0 == bound && line.1 == values) {
            Some(line) => line.2.push(loss),
            None => lines.push((bound, values, vec![loss], grows)),
        }
    }
    let line = |(bound, values, losses, grows): (String, String, Vec<String>, bool)| {
        (options.words.too_fast)(&rate, &losses, &bound, Some(values.as_str()).filter(|_| grows))
    };
    lines.into_iter().map(line).collect()
}

/// `2/(17 + √265) = 0.0600983`.
fn bound_text(graph: &Graph, found: &TooFast) -> String {
    let bound = found.bound.bound.as_ref();
    let digits = bound.and_then(|bound| bound.digits()).map(|digits| digits.to_string());
    let exact = bound.and_then(|bound| bound.exact).map(|node| crate::render::text(graph, node));
    match (exact, digits) {
        (Some(exact), Some(digits)) if exact != digits => format!("{exact} = {digits}"),
        (exact, digits) => exact.or(digits).unwrap_or_default(),
    }
}

/// A number as it is read with ease; `≈` before an exact one that is rounded for that.
fn figure(figure: &Figure, options: &Options<'_>) -> String {
    beside_others(figure, 0.0, options)
}

/// A number among others, of which the largest is so large. A double that is so near to 0 may be nothing but rounding.
fn beside_others(figure: &Figure, largest: f64, options: &Options<'_>) -> String {
    let digits = options.digits.unwrap_or(DIGITS);
    match figure {
        Figure::Exact(exact) => {
            let text = exact.to_string();
            if options.digits.is_none() && text.len() <= SHORT {
                return text;
            }
            let rounded = Decimal::round(exact, digits);
            if rounded.is_exact() { rounded.to_string() } else { format!("≈{rounded}") }
        }
        Figure::Double(value) if value.abs() < NOISE * largest => figure.decimal(digits.min(FEW_DIGITS)),
        _ => figure.decimal(digits),
    }
}

/// The largest number of a step and of the point before it.
fn largest(before: &[Figure], step: &Step) -> f64 {
    let all = before.iter().chain(&step.gradient).chain(&step.point).chain([&step.value]);
    all.map(|figure| figure.to_f64().abs()).fold(0.0, f64::max)
}

/// A space at which no line is broken.
const TIED: char = '\u{a0}';

/// Cells in columns, or cells and a text that runs over the rest of the columns.
#[derive(Default)]
struct Row {
    cells: Vec<String>,
    rest: Option<String>,
}

/// The rows of each table, the heads first.
fn tables(graph: &Graph, run: &Run, options: &Options<'_>) -> Vec<Vec<Row>> {
    let weights = names(graph, &run.weights);
    let all: Vec<usize> = if weights.len() > WEIGHTS { Vec::new() } else { (0..weights.len()).collect() };
    let whole = rows(graph, run, &weights, &all, false, options);
    let widths = widths(&whole);
    if widths.iter().sum::<usize>() + 2 * widths.len() <= WIDTH + 2 {
        return vec![whole];
    }
    let own = |apart: bool| {
        let value = if apart { 0 } else { widths[2] };
        widths[0] + widths[1] + value + widths[3] + 8
    };
    let widest = widths.iter().skip(4).max().copied().unwrap_or(0);
    // Where a value and a weight are too wide for one line, values get lines of their own.
    let apart = own(false) + widest > WIDTH;
    let own = own(apart);
    let (mut pieces, mut piece, mut used) = (Vec::new(), Vec::new(), own);
    for place in all {
        let width = widths[4 + place] + 2;
        if used + width > WIDTH && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
            used = own;
        }
        used += width;
        piece.push(place);
    }
    pieces.push(piece);
    pieces.iter().map(|piece| rows(graph, run, &weights, piece, apart, options)).collect()
}

/// The rows of a table of the chosen weights; `apart` puts each value in a row of its own.
fn rows(graph: &Graph, run: &Run, weights: &[String], chosen: &[usize], apart: bool, options: &Options<'_>) -> Vec<Row> {
    let words = options.words;
    let mut head = vec!["k".to_string(), words.loss.into(), if apart { "" } else { words.value }.into(), String::new()];
    head.extend(chosen.iter().map(|place| weights[*place].clone()));
    let row = |first: [&str; 4], list: &[Figure], largest: f64| {
        let numbers = chosen.iter().map(|place| beside_others(&list[*place], largest, options));
        let cells = first.into_iter().map(str::to_string).chain(numbers).collect();
        Row { cells, rest: None }
    };
    let mut rows = vec![Row { cells: head, rest: None }, row(["0", "", "", words.point], &run.start, 0.0)];
    let mut before = run.start.as_slice();
    let count = run.steps.len();
    let lengths = weights.len() > WEIGHTS;
    if lengths {
        // So many numbers are told by their length.
        rows[0].cells[3] = words.gradient_length.into();
        rows[1].cells[3] = String::new();
    }
    for (place, step) in run.steps.iter().enumerate() {
        let largest = largest(std::mem::replace(&mut before, &step.point), step);
        if count > 2 * STEPS && (STEPS..count - STEPS).contains(&place) {
            if place == STEPS {
                rows.push(Row { cells: Vec::new(), rest: Some((words.left_out)(count - 2 * STEPS)) });
            }
            continue;
        }
        let loss = options.losses.get(step.loss).map_or("", String::as_str);
        let mut value = beside_others(&step.value, largest, options);
        let mut k = step.k.to_string();
        let mut named = loss;
        if lengths {
            let length = step.gradient.iter().map(|slope| slope.to_f64().powi(2)).sum::<f64>().sqrt();
            let length = beside_others(&Figure::Double(length), largest, options);
            rows.push(row([&k, loss, &value, &length], &step.gradient, largest));
            continue;
        }
        if apart {
            let cells = [std::mem::take(&mut k), loss.to_string(), String::new(), words.value.to_string()].into();
            rows.push(Row { cells, rest: Some(std::mem::take(&mut value)) });
            named = "";
        }
        rows.push(row([&k, named, &value, words.gradient], &step.gradient, largest));
        rows.push(row(["", "", "", words.point], &step.point, largest));
        // Beside the first weights alone, where a table is cut.
        let beside = if chosen.first().is_none_or(|first| *first == 0) { beside(graph, run, step, options) } else { Vec::new() };
        rows.extend(beside.into_iter().map(|(what, text)| {
            let cells = ["", "", "", what].into_iter().map(str::to_string).collect();
            Row { cells, rest: Some(text) }
        }));
    }
    rows
}

/// Masks and running averages, each as one text.
fn beside(graph: &Graph, run: &Run, step: &Step, options: &Options<'_>) -> Vec<(&'static str, String)> {
    let mut list = Vec::new();
    if !step.masks.is_empty() {
        let drawn: Vec<String> = match step.masks.len() {
            0..=WEIGHTS => {
                let one =
                    |(mask, kept): &(_, bool)| format!("{}{TIED}={TIED}{}", crate::render::plain(graph, *mask), u8::from(*kept));
                step.masks.iter().map(one).collect()
            }
            all => vec![(options.words.kept)(step.masks.iter().filter(|(_, kept)| *kept).count(), all)],
        };
        let redrawn = if step.redrawn > 0 { format!("; {}", (options.words.redrawn)(step.redrawn)) } else { String::new() };
        list.push((options.words.masks, format!("{}{redrawn}", drawn.join(", "))));
    }
    if !step.buffers.is_empty() && step.buffers.len() <= WEIGHTS {
        let pairs = names(graph, &run.buffers).into_iter().zip(&step.buffers);
        let kept: Vec<String> = pairs.map(|(name, value)| format!("{name}{TIED}={TIED}{}", figure(value, options))).collect();
        list.push((options.words.averages, kept.join(", ")));
    }
    list
}

fn widths(rows: &[Row]) -> Vec<usize> {
    let columns = rows.first().map_or(0, |row| row.cells.len());
    let width = |place: usize| rows.iter().filter_map(|row| row.cells.get(place)).map(|cell| cell.width()).max();
    (0..columns).map(|place| width(place).unwrap_or(0)).collect()
}

/// Names to the left, numbers to the right.
fn aligned(rows: &[Row]) -> String {
    let widths = widths(rows);
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((place, cell), width) in row.cells.iter().enumerate().zip(&widths) {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            line.push_str(&if place == 1 || place == 3 { format!("{cell}{pad}  ") } else { format!("{pad}{cell}  ") });
        }
        let Some(rest) = &row.rest else {
            out.push_str(line.trim_end());
            out.push('\n');
            continue;
        };
        let below = line.width() > FARTHEST && line.width() + rest.width() > WIDTH;
        if below {
            out.push_str(&format!("{}\n", line.trim_end()));
            line.clear();
        }
        let margin = if below { MARGIN } else { line.width() };
        let note = Note { bits: vec![Bit::Words(rest.clone())], alarm: false };
        for (k, text) in prose::text_rows(&note, margin, WIDTH).into_iter().enumerate() {
            let text = if k == 0 && !below { format!("{line}{}", text.trim_start()) } else { text };
            out.push_str(&format!("{}\n", text.trim_end()));
        }
    }
    out
}
