//! The report of `check` for build servers (the door to `quick-xml`): a suite per file, a case per claim.

use super::check_report::{FileReport, Line};
use crate::check::verdict::Verdict;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::Value;
use std::io;

/// The XML of the reports. What cannot be written is a fault of memory alone; the text is then what there is.
pub(super) fn written(reports: &[FileReport], strict: bool) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let _ = suites(&mut writer, reports, strict);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

type Xml = Writer<Vec<u8>>;

fn suites(writer: &mut Xml, reports: &[FileReport], strict: bool) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", "normsym"))
        .write_inner_content(|writer| reports.iter().try_for_each(|report| suite(writer, report, strict)))?;
    Ok(())
}

fn suite(writer: &mut Xml, report: &FileReport, strict: bool) -> io::Result<()> {
    let failures = report.lines.iter().filter(|line| line.decided.fails(strict)).count();
    let errors = usize::from(report.unusable || report.waiting);
    let count = |number: usize| number.to_string();
    writer
        .create_element("testsuite")
        .with_attribute(("name", clean(&report.file).as_str()))
        .with_attribute(("tests", count(report.lines.len() + errors).as_str()))
        .with_attribute(("failures", count(failures).as_str()))
        .with_attribute(("errors", count(errors).as_str()))
        .write_inner_content(|writer| {
            report.lines.iter().try_for_each(|line| case(writer, report, line, strict))?;
            if errors > 0 { unusable(writer, report) } else { Ok(()) }
        })?;
    Ok(())
}

fn case(writer: &mut Xml, report: &FileReport, line: &Line, strict: bool) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", clean(&report.file).as_str()))
        .with_attribute(("name", clean(&format!("line {}: {}", line.line, line.claim)).as_str()));
    if !line.decided.fails(strict) {
        return element.write_empty().map(|_| ());
    }
    let verdict = line.decided.verdict.to_string();
    let message = match line.decided.verdict {
        Verdict::Supported => "supported, not proved".to_string(),
        _ => verdict.clone(),
    };
    element.write_inner_content(|writer| {
        let notes = clean(&line.decided.notes.join("\n"));
        let failure = writer.create_element("failure").with_attribute(("type", verdict.as_str()));
        failure.with_attribute(("message", message.as_str())).write_text_content(BytesText::new(&notes)).map(|_| ())
    })?;
    Ok(())
}

/// A file with faults outside its claims: one case more, which tells them.
fn unusable(writer: &mut Xml, report: &FileReport) -> io::Result<()> {
    let told = |error: &Value| {
        let word = |key: &str| error[key].as_str().unwrap_or_default().to_string();
        let place = error["line"].as_u64().map_or(String::new(), |line| format!("line {line}: "));
        format!("{place}{} ({})", word("message"), word("code"))
    };
    let errors: Vec<String> = report.errors.as_array().into_iter().flatten().map(told).collect();
    let text = clean(&errors.join("\n"));
    writer
        .create_element("testcase")
        .with_attribute(("classname", clean(&report.file).as_str()))
        .with_attribute(("name", "the file itself"))
        .write_inner_content(|writer| {
            let error = writer.create_element("error").with_attribute(("type", "unusable"));
            error
                .with_attribute(("message", "the file cannot be used as it is"))
                .write_text_content(BytesText::new(&text))
                .map(|_| ())
        })?;
    Ok(())
}

/// The text without characters that XML 1.0 cannot hold.
fn clean(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | ' '..) && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}
