//! Russian, as the lectures have it.

use super::{StepWords, Words, ru_phrases};
use crate::check::verdict::Verdict;

/// The words.
pub static RUSSIAN: Words = Words {
    code: "ru",
    where_: "где",
    for_: "при ",
    no_value_for: "здесь нет значения: нужно ",
    assuming: "в предположении ",
    at: "при ",
    with: "принято ",
    partial_derivatives: "Частные производные",
    each: "Каждая производная",
    every_other: "Каждая из остальных производных",
    zero: "в точности 0: ",
    absent: "переменная не входит в функцию",
    cancels_out: "переменная входит в запись функции, но сокращается",
    cancels: "вклады строк в сумме дают 0 на каждой ветви корней",
    by_signs: "функция зависит от переменной только через знаки или не зависит вовсе",
    became: " превратилось в ",
    shared_factor: "в точности: общий множитель этих весов влияет только своим знаком, потому что нормировка делит на ",
    stopped: "часть выражений показана в лучшем виде, найденном до предела поиска: он верен, но, возможно, не самый короткий",
    through_one: "0, а переменная влияет только через эту величину",
    through_several: "0, а переменная влияет только через эти величины",
    sides: |left, right| format!("левая часть равна {left}, правая {right}"),
    mean_of: "среднее для ",
    deviation_of: "стандартное отклонение для ",
    taken: |parameters, functions| {
        let list = |names: &[String], one: &str, many: &str| match names {
            [] => None,
            [name] => Some(format!("{one} {name}")),
            names => Some(format!("{many} {}", names.join(", "))),
        };
        let parts = [list(parameters, "параметр", "параметры"), list(functions, "произвольная функция", "произвольные функции")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!("принято: {}", parts.join("; ")) }
    },
    correct: "верно было бы ",
    no_difference: "не нашлось точки для сравнения с центральными разностями",
    difference: |found| {
        let agrees = if found.within_bound { "согласуется" } else { "НЕ СОГЛАСУЕТСЯ" };
        let along = match found.directions {
            0 => String::new(),
            1 => " по 1 случайному направлению".to_string(),
            number => format!(" по {number} случайным направлениям"),
        };
        format!("{agrees} с центральными разностями{along} в {}, наибольшая относительная погрешность ", in_points(found.points))
    },
    worst: |points| format!("{}, наибольшая относительная погрешность ", count(points, ["точка", "точки", "точек"])),
    raw: |before, after| format!("до упрощения (операций {before}, после {after})"),
    said: |which| match which {
        Verdict::Supported => "подтверждено численно, но не доказано,",
        Verdict::Refuted => "ОПРОВЕРГНУТО",
        other => verdict(other),
    },
    verdict,
    verdict_width: 21,
    line: |line, digits| format!("строка {line:>digits$}"),
    claims: |number| count(number, ["утверждение", "утверждения", "утверждений"]),
    no_claims: "утверждений нет",
    counted: |number, which| format!("{} {number}", verdict(which)),
    foreign: ru_phrases::translated,
    steps: &STEPS,
    analysis: &super::ru_analysis::ANALYSIS,
    tex_head: TEX_HEAD,
};

/// pdfLaTeX takes the T2A fonts; XeLaTeX and LuaLaTeX any font that has the letters. Hyphenation where it is installed.
const TEX_HEAD: &str = r"\usepackage{iftex}
\ifPDFTeX
  \usepackage[T2A]{fontenc}
  \usepackage[utf8]{inputenc}
\else
  \usepackage{fontspec}
  \IfFontExistsTF{CMU Serif}{\setmainfont{CMU Serif}}{\IfFontExistsTF{DejaVu Serif}{\setmainfont{DejaVu Serif}}{}}
\fi
\IfFileExists{russian.ldf}{\usepackage[russian]{babel}}{}
";

static STEPS: StepWords = StepWords {
    headline: "Вывод по шагам",
    reduced: "Отклонения и нормированные величины, которые сводятся к модулям и знакам",
    definitions: "Производные каждого определения по входящим в него величинам (остальные считаются постоянными)",
    derived: "От функции к весам",
    likewise: "аналогично",
    not_proved: "построчно не доказано; проверено только центральными разностями, если это сказано в ответе выше",
    chain: "цепное правило",
    product: "производная произведения",
    quotient: "производная частного",
    power: "производная степени",
    root: "производная корня",
    function: "производная ",
    constant_factor: "постоянный множитель",
    sum: "производная суммы",
    mean: "производная среднего",
    deviation: "производная стандартного отклонения",
    normalised: "производная нормированной величины",
    deviation_of_two: "отклонение двух строк",
    deviation_on_a_line: "отклонение строк на одной прямой",
    sign_of_two: "две строки: остаётся знак их разности",
    sign_on_a_line: "строки на одной прямой: общий множитель влияет лишь знаком",
    centred: "сумма отклонений от среднего равна 0",
    put_in: "подстановка",
    named: "сумма по строкам получает имя",
    abbreviation: "обозначение",
    collected: "скобки раскрыты, подобные приведены",
    written_out: "обозначения раскрыты",
    worked_out: "производные вычислены",
    exact_zero: "в точности 0: точная проверка на каждой ветви корней",
    left: "левая часть: ",
    right: "правая часть: ",
    equal: "разность равна 0 по точной проверке",
};

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "доказано",
        Verdict::Supported => "подтверждено численно",
        Verdict::Refuted => "опровергнуто",
        Verdict::IllFormed => "некорректно",
        Verdict::Undecided => "не решено",
    }
}

/// `1 точка`, `2 точки`, `5 точек`.
pub(super) fn count(number: usize, [one, few, many]: [&str; 3]) -> String {
    let word = match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    };
    format!("{number} {word}")
}

/// `в 1 точке`, `в 21 точке`, `в 8 точках`: what follows «в».
pub(super) fn in_points(number: usize) -> String {
    let one = number % 10 == 1 && number % 100 != 11;
    format!("{number} {}", if one { "точке" } else { "точках" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_nouns_agree() {
        let said: Vec<String> = [1, 2, 5, 11, 21, 22, 112].map(|number| (RUSSIAN.claims)(number)).into();
        assert_eq!(
            said.join(", "),
            "1 утверждение, 2 утверждения, 5 утверждений, 11 утверждений, 21 утверждение, 22 утверждения, 112 утверждений"
        );
        assert_eq!((in_points(1), in_points(8), in_points(11)), ("1 точке".into(), "8 точках".into(), "11 точках".into()));
    }
}
