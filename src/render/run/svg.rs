//! A run as a picture (the door to `plotters`): the loss at each step, and the path of two weights with its start marked.
//!
//! Text stays text, so that any reader's fonts will do. The same run gives the same bytes.

use super::Options;
use crate::analysis::train::Run;
use plotters::coord::Shift;
use plotters::prelude::*;
use std::ops::Range;

/// The two weights of the path, by their places, with their names.
pub struct Path {
    /// The weight to the right.
    pub across: (usize, String),
    /// The weight upwards.
    pub up: (usize, String),
}

/// Colours that differ for everybody (Okabe and Ito 2008).
const COLORS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];
const INK: RGBColor = RGBColor(60, 60, 60);
const GRID: RGBColor = RGBColor(228, 228, 228);
const FONT: &str = "sans-serif";

/// Labels of a scale, about.
const LABELS: usize = 7;

/// More points than this have no dots of their own.
const DOTS: usize = 120;

/// Above this quotient of the largest to the smallest loss the scale is logarithmic.
const WIDE: f64 = 50.0;

/// Losses of a legend; of more, the last line tells how many.
const NAMED: usize = 12;

/// The stroke of a loss: a colour, dashed from the seventh loss on, so that no two of the first 12 look the same.
struct Stroke {
    color: RGBColor,
    dash: Option<(u32, u32)>,
}

impl Stroke {
    fn of(place: usize) -> Stroke {
        let dashes = [None, Some((9, 4)), Some((3, 4))];
        Stroke { color: COLORS[place % COLORS.len()], dash: dashes[place / COLORS.len() % dashes.len()] }
    }
}

/// The points of a line at most, about: more cannot be told apart.
const POINTS: usize = 2000;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The picture; `None` where there is nothing to see: no step, or no finite number.
pub fn svg(run: &Run, path: Option<&Path>, options: &Options<'_>) -> Option<String> {
    let losses = series(run);
    if losses.iter().all(Vec::is_empty) {
        return None;
    }
    let mut out = String::new();
    let width = if path.is_some() { 960 } else { 520 };
    let drawn = {
        let root = SVGBackend::with_string(&mut out, (width, 420)).into_drawing_area();
        let left_out = run.steps.len() - losses.iter().map(Vec::len).sum::<usize>();
        let whole = root
            .fill(&WHITE)
            .and_then(|()| caption(&root, left_out, options))
            .and_then(|()| picture(&root, run, &losses, path, options));
        whole.and_then(|()| root.present())
    };
    drawn.ok().map(|()| out)
}

fn picture(root: &Area<'_>, run: &Run, losses: &[Vec<(f64, f64)>], path: Option<&Path>, options: &Options<'_>) -> Drawn {
    let body = root.titled(options.heading, (FONT, 17).into_font().color(&INK))?;
    match path {
        None => loss_picture(&body, losses, options),
        Some(path) => {
            let (left, right) = body.split_horizontally(490);
            loss_picture(&left, losses, options)?;
            path_picture(&right, run, path, options)
        }
    }
}

/// Below the picture: steps whose loss no picture can hold.
fn caption(root: &Area<'_>, left_out: usize, options: &Options<'_>) -> Drawn {
    if left_out == 0 {
        return Ok(());
    }
    root.draw(&Text::new((options.words.not_drawn)(left_out), (10, 403), (FONT, 13).into_font().color(&COLORS[1])))
}

/// The finite values of each loss with their steps.
fn series(run: &Run) -> Vec<Vec<(f64, f64)>> {
    let mut list = vec![Vec::new(); run.training.losses.len()];
    for step in &run.steps {
        let value = step.value.to_f64();
        if value.is_finite() {
            list[step.loss].push((step.k as f64, value));
        }
    }
    list
}

/// The scale of the losses.
#[derive(Clone, Copy)]
enum Scale {
    Linear,
    /// Powers of 10.
    Logarithmic,
}

impl Scale {
    /// Logarithmic where the losses are positive and far apart.
    fn of(least: f64, most: f64) -> Scale {
        if least > 0.0 && most / least > WIDE { Scale::Logarithmic } else { Scale::Linear }
    }

    fn place(self, value: f64) -> f64 {
        if let Scale::Logarithmic = self { value.log10() } else { value }
    }

    fn label(self, place: f64) -> String {
        match self {
            Scale::Linear => short(place),
            // Between the powers of 10 nothing is written.
            Scale::Logarithmic if (place - place.round()).abs() > 1e-9 => String::new(),
            Scale::Logarithmic => short(10f64.powi(place.round() as i32)),
        }
    }
}

fn loss_picture(area: &Area<'_>, losses: &[Vec<(f64, f64)>], options: &Options<'_>) -> Drawn {
    let values = || losses.iter().flatten().map(|(_, value)| *value);
    let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let last = losses.iter().flatten().map(|(k, _)| *k).fold(1.0, f64::max);
    let scale = Scale::of(least, most);
    let mut builder = ChartBuilder::on(area);
    builder.margin(14).x_label_area_size(46).y_label_area_size(66);
    let mut chart = builder.build_cartesian_2d(0.5..last + 0.5, span(values().map(|value| scale.place(value))))?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .axis_style(INK)
        .x_desc(options.words.step)
        .y_desc(options.words.loss)
        .x_labels(last.min(9.0) as usize)
        .y_labels(LABELS)
        .label_style((FONT, 14).into_font().color(&INK))
        .x_label_formatter(&|k| whole(*k))
        .y_label_formatter(&|value| scale.label(*value))
        .draw()?;
    for (place, points) in losses.iter().enumerate() {
        let Stroke { color, dash } = Stroke::of(place);
        let points: Vec<(f64, f64)> = points.iter().map(|(k, value)| (*k, scale.place(*value))).collect();
        let line = thinned(&points);
        match dash {
            None => chart.draw_series(LineSeries::new(line, color.stroke_width(2))).map(|_| ())?,
            Some((drawn, left)) => {
                chart.draw_series(DashedLineSeries::new(line, drawn, left, color.stroke_width(2))).map(|_| ())?
            }
        }
        chart.draw_series(dots(&points).map(|point| Circle::new(point, 3, color.filled())))?;
    }
    // Where the losses fall, the upper right corner is free; where they grow, the left one.
    let ends = |points: &Vec<(f64, f64)>| Some((points.first()?.1, points.last()?.1));
    let grows = losses.iter().filter_map(ends).any(|(first, last)| last > first);
    let left = if grows { 92 } else { area.dim_in_pixel().0 as i32 - 120 };
    legend(area, losses.len(), left, options)
}

/// The names of the losses in their colours, where there are several.
fn legend(area: &Area<'_>, losses: usize, left: i32, options: &Options<'_>) -> Drawn {
    if losses < 2 {
        return Ok(());
    }
    for place in 0..losses.min(NAMED) {
        let top = 22 + 20 * place as i32;
        let Stroke { color, dash } = Stroke::of(place);
        for (from, to) in dashes(dash) {
            area.draw(&Rectangle::new([(left + from, top), (left + to, top + 4)], color.filled()))?;
        }
        let name = options.losses.get(place).cloned().unwrap_or_default();
        area.draw(&Text::new(name, (left + 22, top - 5), (FONT, 14).into_font().color(&INK)))?;
    }
    if losses > NAMED {
        let top = 22 + 20 * NAMED as i32;
        let more = (options.words.more_losses)(losses - NAMED);
        area.draw(&Text::new(more, (left + 22, top - 5), (FONT, 14).into_font().color(&INK)))?;
    }
    Ok(())
}

/// The parts of a sign of 16 columns that are drawn.
fn dashes(dash: Option<(u32, u32)>) -> Vec<(i32, i32)> {
    let Some((drawn, left)) = dash.map(|(drawn, left)| (drawn as i32, left as i32)) else { return vec![(0, 16)] };
    (0..16).step_by((drawn + left) as usize).map(|from| (from, (from + drawn).min(16))).collect()
}

fn path_picture(area: &Area<'_>, run: &Run, path: &Path, options: &Options<'_>) -> Drawn {
    let place = |point: &[crate::analysis::train::Figure]| (point[path.across.0].to_f64(), point[path.up.0].to_f64());
    let all = std::iter::once(&run.start).chain(run.steps.iter().map(|step| &step.point));
    let points: Vec<(f64, f64)> = all.map(|point| place(point)).filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    let Some(start) = points.first().copied() else { return Ok(()) };
    let mut builder = ChartBuilder::on(area);
    builder.margin(14).x_label_area_size(46).y_label_area_size(60);
    let mut chart = builder.build_cartesian_2d(span(points.iter().map(|p| p.0)), span(points.iter().map(|p| p.1)))?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .axis_style(INK)
        .x_desc(path.across.1.clone())
        .y_desc(path.up.1.clone())
        .x_labels(LABELS)
        .y_labels(LABELS)
        .label_style((FONT, 14).into_font().color(&INK))
        .x_label_formatter(&|value| short(*value))
        .y_label_formatter(&|value| short(*value))
        .draw()?;
    let color = COLORS[0];
    chart.draw_series(LineSeries::new(thinned(&points), color.stroke_width(2)))?;
    chart.draw_series(dots(&points).map(|point| Circle::new(point, 3, color.filled())))?;
    chart.draw_series(std::iter::once(Circle::new(start, 6, COLORS[1].stroke_width(2))))?;
    let label = options.words.start.to_string();
    // Away from where the path leads.
    let next = points.iter().find(|point| **point != start);
    let rises = next.is_some_and(|next| next.1 >= start.1 && next.0 > start.0);
    let at =
        EmptyElement::at(start) + Text::new(label, (9, if rises { 5 } else { -18 }), (FONT, 14).into_font().color(&COLORS[1]));
    chart.draw_series(std::iter::once(at))?;
    Ok(())
}

/// The points of a line: all, or of each stretch of many the first, the lowest, the highest and the last.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= POINTS {
        return points.to_vec();
    }
    let stretch = |stretch: &[(f64, f64)]| {
        let height = |place: &usize, other: &usize| stretch[*place].1.total_cmp(&stretch[*other].1);
        let places = || 0..stretch.len();
        let ends = [Some(0), places().min_by(height), places().max_by(height), Some(stretch.len() - 1)];
        let mut kept: Vec<usize> = ends.into_iter().flatten().collect();
        kept.sort_unstable();
        kept.dedup();
        kept.into_iter().map(|place| stretch[place]).collect::<Vec<_>>()
    };
    points.chunks(points.len().div_ceil(POINTS / 4)).flat_map(stretch).collect()
}

/// The points that get a dot: all, or none where they are many.
fn dots(points: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> + '_ {
    points.iter().copied().filter(|_| points.len() <= DOTS)
}

/// A range with room around the values.
fn span(values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
    let (least, most) = (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max));
    let room = (0.08 * (most - least)).max(0.02 * most.abs()).max(1e-9);
    least - room..most + room
}

/// A whole number of a scale; others are not written.
fn whole(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{}", value.round()) } else { String::new() }
}

/// A number of a scale: `0.05`, `20`, `1e6`.
fn short(value: f64) -> String {
    let size = value.abs();
    if size > 1e-12 && !(1e-3..1e5).contains(&size) {
        return format!("{value:.0e}");
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.to_string() }
}
