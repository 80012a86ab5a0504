//! Russian: analyses.

use super::analysis::AnalysisWords;
use super::ru::count;

pub(super) static ANALYSIS: AnalysisWords = AnalysisWords {
    in_: " как функция от ",
    parameters: |number| count(number, ["параметра", "параметров", "параметров"]),
    none: "нет",
    more: |number| format!("и ещё {number}"),
    dead: "Параметры без влияния",
    perhaps_dead: "0 во всех испытанных точках, но не доказано: не решено",
    invariances: "Инвариантность",
    scale: "общий множитель c > 0 ничего не меняет из-за деления на ",
    scale_but_for: "общий множитель c > 0 меняет функцию только из-за ",
    under_the_root_of: " под корнем в ",
    shift: "сдвиг ничего не меняет: его снимает среднее перед делением на ",
    redundant: "Лишние параметры",
    pairs_only: "искались только пары: для сумм функция слишком велика",
    normalisations: "Нормировки",
    rows: |number| count(number, ["строка", "строки", "строк"]),
    rank: "ранг якобиана ",
    no_rank: "якобиан не рассматривался",
    and: " и ",
    kinks: "Изломы при начальных значениях",
    no_kink: |number| format!("нет (проверено: {number})"),
    smooth: "нет: функций с изломами нет",
    within: " в ",
    row: |table, rows| {
        let list = rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        format!("{} {list} таблицы {table}", if rows.len() == 1 { "строка" } else { "строки" })
    },
    without_start: "не рассматривалось: нет начального значения для ",
    not_decided: "не решено: ",
    conditions: "Условия",
    no_conditions: "не нужны",
    needed: "нужны: ",
    all_hold: "все выполнены при начальных значениях",
    fails_at_start: " не выполнено при начальных значениях",
    fails_always: " не выполнено для этих данных при любых параметрах",
    not_decided_at_start: "не решено при начальных значениях: ",
    assumption: "предположение ",
    bound: "Граница шага",
    hessian_in: "гессиан по ",
    is: " равен ",
    eigenvalues: "собственные значения: ",
    times: |number| format!(" (кратность {number})"),
    largest: "наибольшее собственное значение ",
    smallest: "наименьшее ",
    definite: "положительно определён: минимум один",
    semidefinite: |number| {
        format!("положительно полуопределён: без кривизны {}", count(number, ["направление", "направления", "направлений"]))
    },
    indefinite: "не полуопределён: минимума нет, никакой шаг не устойчив",
    signs_unknown: "положительная полуопределённость не установлена",
    stable: "простой градиентный спуск устойчив при шаге до ",
    too_many: |most| format!("не рассматривалось: параметров больше {most}"),
    inside: "нет: функция в этой записи не квадратична, параметры стоят внутри ",
    degree: "нет: функция в этой записи не квадратична, степень произведений параметров больше 2",
    no_curvature: "нет: кривизны нет, степень функции не больше 1",
    depends: "не число: кривизна зависит от ",
};
