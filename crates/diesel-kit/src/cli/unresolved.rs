//! What is open, for people and for programs: the same points in the same order.

use serde_json::{Value, json};

use crate::answer::{Hint, Question};

/// Head, points, foot.
pub(super) fn text(questions: &[Question]) -> String {
    let count = match questions.len() {
        1 => "1 point is".to_owned(),
        several => format!("{several} points are"),
    };
    let mut text = format!("{count} open, nothing was written:\n");
    for (at, question) in questions.iter().enumerate() {
        let number = (at + 1).to_string();
        text.extend(["\n", &number, ". ", &question.sentence(), "\n"]);
        for option in question.options() {
            text.extend(["     ", &option, "\n"]);
        }
        for hint in question.hints() {
            text.extend(["     ", &line(&hint), "\n"]);
        }
    }
    text.push_str(
        "\nRun it again with one option for each point, or with a list of hints: \
         --hints FILE or --hints '[...]'.",
    );
    let loses = |question: &Question| matches!(question, Question::ConfirmDataLoss { .. });
    if questions.iter().any(loses) {
        text.push_str("\n--allow-data-loss agrees to every loss.");
    }
    text
}

fn line(hint: &Hint) -> String {
    serde_json::to_string(hint).unwrap_or_default()
}

/// One object for each point.
pub(super) fn json(questions: &[Question]) -> Vec<Value> {
    let point = |question: &Question| {
        let mut point = serde_json::to_value(question).unwrap_or_default();
        if let Value::Object(fields) = &mut point {
            fields.insert("question".to_owned(), json!(question.sentence()));
            fields.insert("options".to_owned(), json!(question.options()));
            fields.insert("hints".to_owned(), json!(question.hints()));
        }
        point
    };
    questions.iter().map(point).collect()
}
