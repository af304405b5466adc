//! Whole reports: what stands on their pages, and what their files say about themselves.

use super::*;
use crate::mark::Mark;
use crate::text::measure;
use domain::assessment::Paper;
use domain::report::{IntervalRow, Section};
use lopdf::Object;

/// Set `REPORT_SAMPLES` to a folder to look at the samples: `cargo test -p report samples`.
#[test]
fn samples_are_whole_pdfs_and_the_same_twice() {
    let letter = Report {
        paper: Paper::Letter,
        pilot: false,
        ..sample::candidate()
    };
    let samples = [
        ("candidate", sample::candidate()),
        ("candidate-letter", letter),
        ("cohort", sample::cohort(54)),
        ("unkind", sample::unkind()),
        (
            "empty",
            Report {
                sections: vec![],
                ..sample::candidate()
            },
        ),
    ];
    for (name, report) in samples {
        let bytes = pdf(&report).unwrap();
        assert!(
            bytes.starts_with(b"%PDF-1.7") && bytes.ends_with(b"%%EOF\n"),
            "{name}"
        );
        assert!(
            bytes == pdf(&report).unwrap(),
            "{name} differs the second time"
        );
        if let Ok(folder) = std::env::var("REPORT_SAMPLES") {
            std::fs::write(format!("{folder}/{name}.pdf"), &bytes).unwrap();
        }
    }
}

/// The text on each page in the order it is written, repeated table headers included.
fn page_texts(report: &Report) -> Vec<String> {
    let (sheet, flow) = lay_out(report);
    let pages = paginate::paginate(&flow, sheet.area().1);
    let text = |mark: &Mark| match mark {
        Mark::Text { text, .. } => Some(format!("{} ", text.trim_end())),
        _ => None,
    };
    let page = |page: &paginate::Page<'_>| {
        page.iter()
            .flat_map(|placed| &placed.slice.marks)
            .filter_map(|(_, mark)| text(mark))
            .collect()
    };
    pages.iter().map(page).collect()
}

#[test]
fn sections_stand_in_reading_order() {
    let text = page_texts(&sample::candidate()).concat();
    let expected = [
        "Zoë Åkesson-Papadopoulou",
        "20 November 2026",
        "Total",
        "68",
        "Competencies",
        "Perspective-taking",
        "Response styles",
        "Strongest evidence",
        "Owns the cause",
        "Interview guide",
        "What this does not tell you",
        "Appendix: the ledger",
        "68.2",
    ];
    let mut from = 0;
    for words in expected {
        let at = text[from..]
            .find(words)
            .unwrap_or_else(|| panic!("{words} is missing or out of order"));
        from += at + words.len();
    }
}

#[test]
fn twelve_questions_take_three_pages_and_one_of_ledger_and_evidence_breaks_only_before_an_answer() {
    let report = sample::candidate();
    let evidence = report.sections.iter().filter_map(|section| match section {
        Section::Evidence { items, .. } => Some(items),
        _ => None,
    });
    let titles: Vec<&str> = evidence.flatten().map(|item| item.title.as_str()).collect();
    assert_eq!(titles.len(), 6);
    for paper in [Paper::A4, Paper::Letter] {
        let pages = page_texts(&Report {
            paper,
            ..report.clone()
        });
        assert_eq!(pages.len(), 4, "{paper:?}");
        assert!(pages[3].starts_with("Appendix: the ledger"), "{paper:?}");
        let shown = |title: &&str| {
            let rest = pages.iter().find_map(|page| page.split_once(*title));
            rest.is_some_and(|(_, rest)| rest.contains("no longer made in blue."))
        };
        assert!(titles.iter().all(shown), "{paper:?}");
        for page in &pages {
            let count = |words: &str| page.matches(words).count();
            assert_eq!(count("Answer. "), count("Reason in the key. "), "{page}");
        }
    }
}

#[test]
fn a_page_of_the_ledger_holds_at_least_twelve_questions() {
    let report = Report {
        sections: vec![sample::ledger(100)],
        ..sample::candidate()
    };
    let pages = page_texts(&report);
    for page in &pages[..pages.len() - 1] {
        assert!(page.matches("Owns the cause").count() >= 12, "{page}");
    }
}

#[test]
fn a_total_no_better_than_random_stands_in_words() {
    let row = |score: f64| IntervalRow {
        label: "Total".into(),
        interval: Some(sample::interval(score, 16.0)),
        note: String::new(),
    };
    let text = |score: f64| {
        let sections = vec![Section::Total {
            title: "Total".into(),
            sentence: String::new(),
            row: row(score),
            random_95: 27.0,
        }];
        page_texts(&Report {
            sections,
            ..sample::candidate()
        })
        .concat()
    };
    assert!(text(-3.0).contains("no better than random 90 % interval −19 to 13"));
    assert!(text(3.0).contains("3 90 % interval −13 to 19"));
}

#[test]
fn a_ledger_of_400_questions_repeats_its_head_and_loses_none() {
    let report = Report {
        sections: vec![sample::ledger(400)],
        ..sample::candidate()
    };
    let pages = page_texts(&report);
    assert!(pages.len() > 20);
    for page in &pages {
        assert!(page.contains("Anchored s′"), "every page names its columns");
    }
    let text = pages.concat();
    assert_eq!(text.matches("Most D, least E").count(), 400);
    assert!(text.contains(" 400 The parcel"));
    assert!(text.trim_end().ends_with("Total 68.2"));
    let last = &pages[pages.len() - 1];
    assert!(
        last.contains(" 400 "),
        "the sum never stands alone on a page"
    );
    assert!(pdf(&report).is_ok());
}

#[test]
fn a_band_that_goes_on_is_named_again() {
    let pages = page_texts(&sample::cohort(200));
    let continued = pages
        .iter()
        .filter(|page| page.contains("(continued)"))
        .count();
    assert!(continued >= pages.len() - 3 && pages.len() > 4);
}

#[test]
fn nothing_is_drawn_outside_the_paper() {
    const BLEED: f32 = 10.0;
    for report in [sample::candidate(), sample::cohort(60), sample::unkind()] {
        for paper in [Paper::A4, Paper::Letter] {
            let report = Report {
                paper,
                ..report.clone()
            };
            let (sheet, flow) = lay_out(&report);
            let (width, height) = sheet.area();
            for page in paginate::paginate(&flow, height) {
                for placed in page {
                    assert!(placed.y + placed.slice.height <= height + 0.1);
                    for (_, mark) in &placed.slice.marks {
                        let (left, right) = match mark {
                            Mark::Text { x, style, text, .. } => {
                                (*x, x + measure(text.trim_end(), *style))
                            }
                            Mark::Box { x, width, .. } => (*x, x + width),
                            Mark::Rule { from, to, .. } => (from.0, to.0),
                            Mark::Dot { x, .. } => (*x, *x),
                        };
                        assert!(
                            left >= -BLEED && right <= width + BLEED,
                            "{mark:?} leaves the page"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_file_says_language_title_structure_and_bookmarks_but_no_date() {
    let report = sample::candidate();
    let document = lopdf::Document::load_mem(&pdf(&report).unwrap()).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en-GB");
    let shown = catalog
        .get(b"ViewerPreferences")
        .unwrap()
        .as_dict()
        .unwrap();
    assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    let info = document
        .get_dictionary(
            document
                .trailer
                .get(b"Info")
                .unwrap()
                .as_reference()
                .unwrap(),
        )
        .unwrap();
    assert_eq!(
        lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap(),
        report.title
    );
    assert!(!info.has(b"CreationDate") && !info.has(b"ModDate"));
    let outlines = catalog.get(b"Outlines").unwrap().as_reference().unwrap();
    let count = document
        .get_dictionary(outlines)
        .unwrap()
        .get(b"Count")
        .unwrap()
        .as_i64()
        .unwrap();
    // The first section has no title and the note's stands inside the note.
    assert_eq!(count, 9);
}

#[test]
fn every_piece_of_content_leads_to_its_element_and_back() {
    let document = lopdf::Document::load_mem(&pdf(&sample::candidate()).unwrap()).unwrap();
    let root = document
        .catalog()
        .unwrap()
        .get(b"StructTreeRoot")
        .unwrap()
        .as_reference()
        .unwrap();
    let tree = document
        .get_dictionary(root)
        .unwrap()
        .get(b"ParentTree")
        .unwrap()
        .as_reference()
        .unwrap();
    let numbers = document
        .get_dictionary(tree)
        .unwrap()
        .get(b"Nums")
        .unwrap()
        .as_array()
        .unwrap();
    let pages: Vec<_> = document.get_pages().into_values().collect();
    assert_eq!(numbers.len(), 2 * pages.len());
    for (page, pair) in pages.iter().zip(numbers.chunks(2)) {
        let key = document
            .get_dictionary(*page)
            .unwrap()
            .get(b"StructParents")
            .unwrap();
        assert_eq!(key.as_i64().unwrap(), pair[0].as_i64().unwrap());
        for (number, element) in pair[1].as_array().unwrap().iter().enumerate() {
            let element = document
                .get_dictionary(element.as_reference().unwrap())
                .unwrap();
            let kids = element.get(b"K").unwrap().as_array().unwrap();
            let own_page = element.get(b"Pg").unwrap().as_reference().unwrap();
            let owns = kids.iter().any(|kid| match kid {
                Object::Integer(content) => *content == number as i64 && own_page == *page,
                Object::Dictionary(content) => {
                    content.get(b"MCID").unwrap().as_i64().unwrap() == number as i64
                        && content.get(b"Pg").unwrap().as_reference().unwrap() == *page
                }
                _ => false,
            });
            assert!(owns, "content {number} does not lead back");
        }
    }
}
