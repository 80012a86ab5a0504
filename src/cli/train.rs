//! `normsym train FILE [T]`: training runs, step by step, as a table, CSV, JSON or a picture.
//!
//! The run ends itself before the time limit, early enough that what was computed can be written within it.

use super::assume::Assume;
use super::common::{Common, Shell};
use super::input::Loaded;
use super::reply::{FAILED, FINE, Reply};
use super::{Command, json_train};
use crate::analysis::train::{self, Precision};
use crate::answer::{self, Trained};
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::Training;
use crate::optimizers;
use crate::render;
use crate::render::run::{self, Options, Path};
use crate::render::words::runs;
use crate::schedules;
use crate::source::Span;
use clap::{ArgMatches, Args, FromArgMatches};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "train",
    about: "The trajectories of training runs: point, loss and gradient at each step",
    example: EXAMPLES,
    arguments: |command| Arguments::augment_args(command).after_long_help(methods()),
    run,
};

/// Calls to learn from.
const EXAMPLES: &str = "Examples:\n  normsym train net.expr\n  normsym train net.expr T --format csv\n  normsym train net.expr T --format svg --by w_1,w_2 > run.svg";

/// The methods and schedules of the shelves with their options.
fn methods() -> String {
    let mut text = format!("{EXAMPLES}\n\nMethods of `train T = METHOD(L_1, L_2, …; option = value, …) repeat n`:\n");
    for optimizer in optimizers::ALL {
        text.push_str(&format!("  {:<9} {}\n", optimizer.name, optimizer.about));
        for option in optimizer.options {
            let default = match (option.switch, option.default) {
                (true, _) => "false".to_string(),
                (false, [one]) => one.to_string(),
                (false, several) => format!("({})", several.join(", ")),
            };
            text.push_str(&format!("              {} = {default}: {}\n", option.name, option.about));
        }
    }
    text.push_str("Options of every run:\n");
    for schedule in schedules::ALL {
        text.push_str(&format!("  schedule = {}({}): {}\n", schedule.name, schedule.arguments.join(", "), schedule.about));
    }
    text.push_str(RUN_OPTIONS);
    text
}

const RUN_OPTIONS: &str = "  \
  batches = (B_1, B_2): the batch that statistics are taken over, step by step in turn
  seed = 0: where the drawing of masks begins
  max_norm = c: after each step, weight vectors longer than c are shortened to c: the rows of every matrix of weights
  max_norm_of = (w_1, w_2): these weights make one vector (or the rows of these families)
  max_norm_index = 1: the vectors are the slices by this index, 1 for rows, 2 for columns
  max_norm_p = 2: the p of the norm
  max_norm_eps = 0: added to the norm where it divides; 1e-7 in PyTorch's renorm
";

#[derive(Args, Debug)]
struct Arguments {
    /// The file; `-` is standard input
    file: String,
    /// The run; without it, every run of the file
    #[arg(value_name = "T")]
    name: Option<String>,
    /// How the answer is written
    #[arg(long, value_parser = ["text", "csv", "json", "svg"], default_value = "text")]
    format: String,
    /// Significant digits, confirmed by a second run with more, where numbers are not exact
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    digits: Option<u32>,
    /// The two weights of the path in the picture
    #[arg(long, value_name = "A,B")]
    by: Option<String>,
    #[command(flatten)]
    assume: Assume,
    #[command(flatten)]
    common: Common,
}

/// Runs shorter than this show no progress.
const PATIENCE: Duration = Duration::from_millis(700);

fn run(matches: &ArgMatches, shell: &Shell) -> Reply {
    match Arguments::from_arg_matches(matches) {
        Err(error) => shell.refused("call::usage", &error.to_string()),
        Ok(arguments) => answer(&arguments, shell).unwrap_or_else(|reply| reply),
    }
}

fn answer(arguments: &Arguments, shell: &Shell) -> Result<Reply, Reply> {
    let begun = Instant::now();
    let mut loaded = arguments.assume.sound(&arguments.file, "runs", shell)?;
    loaded.announce("runs", "the runs", shell);
    let chosen = chosen(&loaded, arguments).map_err(|fault| loaded.unusable(&[fault], "runs", shell))?;
    // The seconds that it will take to write what is computed.
    let mut owed = 0.0;
    let mut done = Vec::new();
    for training in chosen {
        let trained = carried_out(&mut loaded, &training, arguments, shell, (begun, &mut owed));
        done.push(trained.map_err(|faults| loaded.unusable(&faults, "runs", shell))?);
    }
    shell.last_words.nearly_done();
    let out = written(&loaded, &done, arguments, shell)?;
    let ended = done.iter().any(|trained| trained.run.stopped.is_some()) || !loaded.spoilt.is_empty();
    let mut err = loaded.pictures(&loaded.diagnostics(), shell);
    if matches!(arguments.format.as_str(), "csv" | "svg") && !shell.quiet {
        // These formats have no place for words.
        done.iter().flat_map(|trained| notes(&loaded, trained, shell)).for_each(|note| err.push_str(&format!("{note}\n")));
    }
    Ok(Reply { out, err, exit: if ended { FAILED } else { FINE } })
}

/// The runs that are asked for.
fn chosen(loaded: &Loaded, arguments: &Arguments) -> Result<Vec<Rc<Training>>, Diagnostic> {
    let all = &loaded.model.trainings;
    let names: Vec<String> = all.iter().map(|training| training.name.to_string()).collect();
    let Some(wanted) = &arguments.name else {
        let fault = |message: &str| Diagnostic::error("call::no_run", Span::default(), message.to_string());
        return match all.len() {
            0 => Err(fault("the file has no training run").help("write one: `train T = sgd(L; rate = 1/10) repeat 10`")),
            1 => Ok(all.clone()),
            _ if matches!(arguments.format.as_str(), "csv" | "svg") => {
                Err(fault("the file has several training runs").help(format!("name one of {}", names.join(", "))))
            }
            _ => Ok(all.clone()),
        };
    };
    match all.iter().find(|training| training.name.to_string() == *wanted) {
        Some(found) => Ok(vec![found.clone()]),
        None => {
            let fault = Diagnostic::error("call::no_run", Span::default(), format!("the file has no training run `{wanted}`"));
            Err(match nearest(wanted, names.iter().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("its runs are: {}", names.join(", "))),
            })
        }
    }
}

fn carried_out(
    loaded: &mut Loaded,
    training: &Rc<Training>,
    arguments: &Arguments,
    shell: &Shell,
    (begun, owed): (Instant, &mut f64),
) -> Result<Trained, Vec<Diagnostic>> {
    let cost = cost_of_writing(loaded, training, arguments, shell);
    let end = shell.limit.mul_f64(0.85).as_secs_f64();
    let (steps, mut bar) = (training.steps(), None);
    let mut go_on = |done: u64| {
        let spent = begun.elapsed();
        if spent > PATIENCE && !shell.quiet && std::io::stderr().is_terminal() {
            bar.get_or_insert_with(|| progress(steps)).set_position(done);
        }
        spent.as_secs_f64() + *owed + cost * (done as f64) < end
    };
    let trained = answer::train(&mut loaded.model, training, precision(arguments), &mut go_on);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    if let Ok(trained) = &trained {
        *owed += cost * trained.run.steps.len() as f64;
    }
    trained
}

/// Steps that show how long it takes to write one.
const PROBED: u64 = 256;

/// The seconds that it takes to write a step; 0 where not every step is written, or where there are few.
fn cost_of_writing(loaded: &mut Loaded, training: &Rc<Training>, arguments: &Arguments, shell: &Shell) -> f64 {
    if training.steps() <= PROBED || !matches!(arguments.format.as_str(), "csv" | "json") {
        return 0.0;
    }
    let enough = shell.limit.mul_f64(0.1);
    let begun = Instant::now();
    let mut go_on = |_: u64| begun.elapsed() < enough;
    let Ok(run) = train::train(&mut loaded.model, training, PROBED, precision(arguments), &mut go_on) else { return 0.0 };
    let steps = run.steps.len().max(1) as f64;
    let begun = Instant::now();
    let _ = written(loaded, &[Trained { run, too_fast: Vec::new() }], arguments, shell);
    // Twice what was measured, for numbers that grow longer and for a machine that has other things to do.
    2.0 * begun.elapsed().as_secs_f64() / steps
}

fn precision(arguments: &Arguments) -> Precision {
    arguments.digits.map_or(Precision::Doubles, |digits| Precision::Digits(digits as usize))
}

fn progress(steps: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} step {pos} of {len}, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn written(loaded: &Loaded, done: &[Trained], arguments: &Arguments, shell: &Shell) -> Result<String, Reply> {
    let graph = &loaded.model.graph;
    if arguments.format == "json" {
        let digits = arguments.digits.map_or(17, |digits| digits as usize);
        let list = done.iter().map(|trained| json_train::run(graph, trained, digits)).collect();
        let report = loaded.report("runs", serde_json::Value::Array(list), &loaded.diagnostics());
        return Ok(json_train::with_steps(graph, done, digits, &report));
    }
    let mut parts = Vec::new();
    for trained in done {
        let (heading, losses) = (heading(loaded, &trained.run.training), trained.run.training.losses_text());
        let options = Options {
            heading: &heading,
            losses: &losses,
            digits: arguments.digits.map(|digits| digits as usize),
            words: runs::find(shell.words.code),
        };
        parts.push(match arguments.format.as_str() {
            "csv" => run::csv(graph, &trained.run, &options),
            "svg" => {
                let path = path(loaded, &trained.run, arguments).map_err(|fault| loaded.unusable(&[fault], "runs", shell))?;
                run::svg(&trained.run, path.as_ref(), &options).ok_or_else(|| {
                    shell.refused("call::nothing_to_draw", "no step was carried out, so there is nothing to draw")
                })?
            }
            _ => run::text(graph, trained, &options),
        });
    }
    Ok(parts.join("\n"))
}

fn notes(loaded: &Loaded, trained: &Trained, shell: &Shell) -> Vec<String> {
    let losses = trained.run.training.losses_text();
    let options = Options { heading: "", losses: &losses, digits: None, words: runs::find(shell.words.code) };
    run::notes(&loaded.model.graph, trained, &options)
}

/// The statement as the file has it, without its word.
fn heading(loaded: &Loaded, training: &Training) -> String {
    let words: Vec<&str> = loaded.source.slice(training.span).split_whitespace().collect();
    words.join(" ").trim_start_matches("train ").to_string()
}

/// The two weights of the picture: those named, or the first two that move; none where there is one weight alone.
fn path(loaded: &Loaded, found: &crate::analysis::train::Run, arguments: &Arguments) -> Result<Option<Path>, Diagnostic> {
    let names: Vec<String> = found.weights.iter().map(|weight| render::plain(&loaded.model.graph, *weight)).collect();
    let named = |place: usize| (place, names[place].clone());
    let Some(by) = &arguments.by else {
        let moves = |place: &usize| found.steps.iter().any(|step| step.point[*place] != found.start[*place]);
        let moving: Vec<usize> = (0..names.len()).filter(moves).take(2).collect();
        return Ok(match moving.as_slice() {
            [across, up] => Some(Path { across: named(*across), up: named(*up) }),
            _ => None,
        });
    };
    let wanted: Vec<&str> = split_names(by);
    let place = |name: &str| names.iter().position(|known| known.replace(' ', "") == name.replace(' ', ""));
    match wanted.iter().map(|name| place(name)).collect::<Option<Vec<usize>>>().as_deref() {
        Some([across, up]) => Ok(Some(Path { across: named(*across), up: named(*up) })),
        _ => {
            let fault = Diagnostic::error("call::bad_path", Span::default(), format!("`{by}` are no two weights of the file"));
            Err(fault.help(format!("its weights are: {}", names.join(", "))))
        }
    }
}

/// `w_1,W[1,2]` at the commas outside brackets.
fn split_names(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim());
    parts
}
