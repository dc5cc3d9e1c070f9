//! The table of lines; its head stands on every page that it is on.

use crate::look::{BODY, COLUMN, LEFT, LINE, LINE_STRONG, Look, RIGHT, SMALL};
use crate::sheet::{At, Part, Sheet};
use crate::words;
use billing::{Line, Period, Quantity, Rate};
use domain::{Currency, Money};
use krilla::tagging::{TableHeaderScope, Tag};

/// Where the columns of figures end.
const QUANTITY: f32 = RIGHT - 176.0;
const PRICE: f32 = RIGHT - 92.0;
/// How wide a description can be.
const DESCRIPTION: f32 = QUANTITY - 76.0 - LEFT;
/// Space above and below the text of a row.
const PADDING: f32 = 4.0;
const HEAD: f32 = COLUMN.leading + 2.0 * PADDING;

/// A row as it is printed.
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) of: Option<(Period, Quantity, Rate)>,
    pub(crate) amount: Money,
}

impl From<&Line> for Row {
    fn from(line: &Line) -> Self {
        Self {
            text: line.text.clone(),
            of: Some((line.period, line.quantity, line.each)),
            amount: line.amount,
        }
    }
}

/// What stands above the columns.
struct Head(Vec<(String, At)>);

impl Head {
    fn of(rows: &[Row], currency: Currency) -> Self {
        let mut columns = vec![("Description".to_owned(), At::Left(LEFT))];
        if rows.iter().any(|row| row.of.is_some()) {
            columns.push(("Quantity".to_owned(), At::Right(QUANTITY)));
            columns.push(("Unit price".to_owned(), At::Right(PRICE)));
        }
        columns.push((format!("Amount ({currency})"), At::Right(RIGHT)));
        Self(columns)
    }

    /// Prints it, as part of a row or, on further pages, for the eye only.
    fn print(&self, sheet: &mut Sheet, row: Option<Part>) {
        for (title, at) in &self.0 {
            let header = Tag::TH(TableHeaderScope::Column);
            let cell = row.map(|row| sheet.part(header, Some(row)));
            sheet.text(cell, COLUMN, *at, PADDING, title);
        }
        sheet.y += HEAD;
        sheet.rule(LEFT, RIGHT, LINE_STRONG);
    }

    /// Makes room; a new page begins with the head.
    fn turned(&self, sheet: &mut Sheet, height: f32) {
        if sheet.room(height) {
            self.print(sheet, None);
        }
    }
}

pub(crate) fn table(sheet: &mut Sheet, rows: &[Row]) {
    let Some(currency) = rows.first().map(|row| row.amount.currency()) else {
        return;
    };
    let head = Head::of(rows, currency);
    let table = sheet.part(Tag::Table, None);
    let group = sheet.part(Tag::THead, Some(table));
    let first = sheet.part(Tag::TR, Some(group));
    // A head is never alone at the end of a page.
    sheet.room(HEAD + BODY.leading + SMALL.leading + 2.0 * PADDING);
    head.print(sheet, Some(first));
    let body = sheet.part(Tag::TBody, Some(table));
    for row in rows {
        print_row(sheet, row, body, &head);
    }
}

fn print_row(sheet: &mut Sheet, row: &Row, body: Part, head: &Head) {
    let mut lines: Vec<(Look, String)> = Vec::new();
    let text = sheet.lines(BODY, &row.text, DESCRIPTION);
    lines.extend(
        text.into_iter()
            .map(|line| (BODY, format!("{} ", line.trim_end()))),
    );
    lines.extend(row.of.map(|(period, ..)| (SMALL, words::period(period))));
    let height = lines.iter().map(|(look, _)| look.leading).sum::<f32>() + 2.0 * PADDING;
    // Of a row that is higher than a page, each line is given room for itself.
    head.turned(sheet, height);

    let parent = sheet.part(Tag::TR, Some(body));
    let description = sheet.part(Tag::TD, Some(parent));
    // As many cells as the head has.
    let cells: Vec<_> = head
        .0
        .iter()
        .skip(1)
        .map(|_| sheet.part(Tag::TD, Some(parent)))
        .collect();
    sheet.y += PADDING;
    for (at, (look, line)) in lines.into_iter().enumerate() {
        head.turned(sheet, look.leading);
        sheet.text(Some(description), look, At::Left(LEFT), 0.0, &line);
        if at == 0 {
            print_figures(sheet, row, &cells);
        }
        sheet.y += look.leading;
    }
    sheet.y += PADDING;
    sheet.rule(LEFT, RIGHT, LINE);
}

/// The figures beside the first line of a description. A space at the end keeps the cells apart when the
/// text is copied.
fn print_figures(sheet: &mut Sheet, row: &Row, cells: &[Part]) {
    if let Some((_, count, each)) = row.of {
        let (per, count) = (words::per(count), words::quantity(count) + " ");
        let each = words::rate(each) + " ";
        let (quantity, price) = (cells.first().copied(), cells.get(1).copied());
        sheet.text(quantity, BODY, At::Right(QUANTITY), 0.0, &count);
        sheet.text(price, BODY, At::Right(PRICE), 0.0, &each);
        sheet.text(price, SMALL, At::Right(PRICE), BODY.leading, per);
    }
    let figures = words::amount(row.amount) + " ";
    sheet.text(cells.last().copied(), BODY, At::Right(RIGHT), 0.0, &figures);
}
