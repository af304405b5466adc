//! Reports as files: what qpdf and poppler say about the real renderer's PDFs, of sample reports, of a whole demo round
//! and of texts that nobody wishes for.

mod tools;

use domain::assessment::Paper;
use domain::report::{Evidence, RankingBand, Report, Section};
use report::sample;
use server::cli::demo::{SeedArgs, fill};
use std::path::Path;
use tests::{Kind, Site, World};
use tools::Pdf;

fn drawn(report: &Report) -> Pdf {
    Pdf::new(&report::pdf(report).expect("draws"))
}

/// What holds for every report, whatever is in it.
fn is_sound(pdf: &Pdf, title: &str, language: &str) {
    pdf.check();
    let fonts = pdf.fonts();
    assert!(!fonts.is_empty());
    for font in &fonts {
        assert!(font.embedded && font.subset && font.unicode, "{font:?}");
        assert!(
            font.name.len() > 7 && font.name.as_bytes()[6] == b'+',
            "{font:?}"
        );
    }
    assert_eq!(pdf.info("Title"), title);
    assert_eq!(pdf.info("Tagged"), "yes");
    assert_eq!(pdf.info("CreationDate"), "", "a report has no clock");
    let catalogue = pdf.catalogue();
    assert_eq!(catalogue["/Lang"], language);
    assert_eq!(catalogue["/PageMode"], "/UseOutlines");
    let pages = pdf.pages();
    for (number, page) in (1..).zip(&pages) {
        let foot = format!("Page {number} of {}", pages.len());
        assert!(page.contains(&foot), "{foot} is missing:\n{page}");
    }
    assert_eq!(pdf.words_outside(), Vec::<String>::new());
}

/// The words stand one after another in the text, whatever the line breaks.
fn in_order(text: &str, wanted: &[&str]) {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = plain(text);
    let mut from = 0;
    for words in wanted {
        let at = text[from..]
            .find(&plain(words))
            .unwrap_or_else(|| panic!("“{words}” is missing or out of order in:\n{text}"));
        from += at + words.len();
    }
}

#[test]
fn a_candidate_report_is_sound_small_and_read_in_order() {
    let report = sample::candidate();
    let bytes = report::pdf(&report).expect("draws");
    assert!(bytes.len() <= 60_000, "{} bytes", bytes.len());
    let pdf = Pdf::new(&bytes);
    is_sound(&pdf, &report.title, "en-GB");
    let pages = pdf.pages();
    assert!((3..=5).contains(&pages.len()), "{} pages", pages.len());
    assert!(
        pages.iter().all(|page| page.contains("Pilot")),
        "the pilot mark"
    );
    in_order(
        &pages.concat(),
        &[
            "Zoë Åkesson-Papadopoulou",
            "Taken",
            "20 November 2026, complete, first attempt",
            "Total",
            "Zoë’s answers agree with the key well beyond chance.",
            "Competencies",
            "Perspective-taking",
            "Problem-solving",
            "3 questions; shown from 4.",
            "Response styles",
            "Strongest evidence",
            "Question 4: The parcel that was a birthday present",
            "Denise calls about a parcel that should have come on Tuesday.",
            "Owns the cause, names what was lost, and leaves the choice that is really hers.",
            "Weakest evidence",
            "Interview guide",
            "The same four core questions for everyone in this intake:",
            "What this does not tell you",
            "A decision needs a named person and a reason.",
            "Appendix: the ledger",
            "68.2",
        ],
    );
    // Row by row in the order of the content, which is what is read aloud; poppler's guess takes columns for columns.
    in_order(
        &pdf.written(),
        &[
            "Perspective-taking 74 53 to 95",
            "what it needs to know first 2 7 1.6",
            "moves the problem on 6 12 2.8",
            "more than the first. 8.3 % 0.912 0.341 0.866 7.2 2 The parcel",
            "Total 68.2",
        ],
    );
    let bookmarks = pdf.bookmarks();
    let titles: Vec<&str> = bookmarks.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Total",
            "Competencies",
            "Response styles",
            "The five questions",
            "Strongest evidence",
            "Weakest evidence",
            "Interview guide",
            "Method and versions",
            "Appendix: the ledger"
        ]
    );
    for (title, page) in &bookmarks {
        let page = usize::try_from(*page).expect("small");
        assert!(pages[page - 1].contains(title), "{title} is not on {page}");
    }
    assert!(bookmarks.is_sorted_by_key(|(_, page)| *page));
}

#[test]
fn the_same_report_is_the_same_file_and_another_is_another() {
    let report = sample::candidate();
    let bytes = report::pdf(&report).expect("draws");
    // From its stored form too, on another thread.
    let stored = serde_json::to_string(&report).expect("JSON");
    let again = std::thread::spawn(move || {
        let report: Report = serde_json::from_str(&stored).expect("JSON");
        report::pdf(&report).expect("draws")
    });
    assert!(bytes == again.join().expect("draws"), "the bytes differ");
    let other = Report {
        footer: "Another".into(),
        ..report
    };
    assert!(bytes != report::pdf(&other).expect("draws"));
}

#[test]
fn letter_paper_is_letter_paper() {
    let report = Report {
        paper: Paper::Letter,
        pilot: false,
        ..sample::candidate()
    };
    let pdf = drawn(&report);
    is_sound(&pdf, &report.title, "en-GB");
    assert!(pdf.info("Page size").contains("letter"));
    assert!(drawn(&sample::candidate()).info("Page size").contains("A4"));
}

#[test]
fn five_hundred_people_run_over_pages_under_repeated_heads() {
    let report = sample::cohort(500);
    let pdf = drawn(&report);
    is_sound(&pdf, &report.title, "en-GB");
    let pages = pdf.pages();
    assert!(pages.len() > 8, "{} pages", pages.len());
    let decisions = ["advance", "hold", "undecided", "decline"];
    let people = |page: &String| -> usize {
        page.split_whitespace()
            .filter(|word| decisions.contains(word))
            .count()
    };
    assert_eq!(
        pages.iter().map(people).sum::<usize>(),
        500,
        "nobody is lost"
    );
    for page in pages.iter().filter(|page| people(page) > 0) {
        for head in ["Rank, 90 % interval", "Candidate", "Decision"] {
            let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(head), "a page without {head}:\n{page}");
        }
    }
    let text = pages.concat();
    for name in ["Ελένη Παπαδοπούλου", "Л. Щербакова", "Nguyễn Thị Minh Khai"]
    {
        assert_eq!(text.matches(name).count(), 100, "{name}");
    }
    assert!(text.contains("(continued)"));
}

/// Names and texts of every kind in one field.
const NAMES: [&str; 7] = [
    "Ελένη Παπαδοπούλου",
    "Наталья Щербакова",
    "Łukasz Żółć-Ďurďovič",
    "Nguyễn Thị Minh Khai",
    "e\u{301}o\u{308}n\u{303} Decomposed",
    "İpek Şahin Ğ",
    "O’Neill & <Sons> “Ltd.” \\(x\\) %PDF",
];

fn about(name: &str) -> Report {
    let mut report = sample::candidate();
    report.title = name.into();
    report.footer = format!("Report of {name}");
    report.sections.insert(
        0,
        Section::Facts {
            title: "Who".into(),
            rows: vec![("Candidate".into(), name.into())],
        },
    );
    report
}

#[test]
fn names_in_many_scripts_are_read_as_they_are_written() {
    for name in NAMES {
        let pdf = drawn(&about(name));
        let composed: String = match name {
            "e\u{301}o\u{308}n\u{303} Decomposed" => "éöñ Decomposed".into(),
            other => other.into(),
        };
        pdf.check();
        assert!(pdf.fonts().iter().all(|font| font.embedded && font.subset));
        let text = pdf.pages().concat();
        assert!(text.contains(&composed), "{name}:\n{text}");
        assert!(!text.contains('\u{fffd}'), "{name} lost a letter");
    }
}

/// Scripts the faces do not hold are replaced letter by letter and visibly, not reordered, dropped or drawn as boxes of
/// another meaning; controls and direction marks never get into the file.
#[test]
fn what_cannot_be_drawn_is_replaced_and_controls_are_gone() {
    for (name, seen) in [
        ("نور Noor", "\u{fffd}\u{fffd}\u{fffd} Noor"),
        ("נועה Noa", "\u{fffd}\u{fffd}\u{fffd}\u{fffd} Noa"),
        ("王小明 Wang", "\u{fffd}\u{fffd}\u{fffd} Wang"),
        ("Ev\u{202e}il\u{202c} Name", "Evil Name"),
        ("A\u{7}d\u{0}a\u{1b}[31m", "Ada[31m"),
        ("Tab\there", "Tab here"),
    ] {
        let bytes = report::pdf(&about(name)).expect("draws");
        let pdf = Pdf::new(&bytes);
        pdf.check();
        let text = pdf.pages().concat();
        assert!(text.contains(seen), "{name:?} should read {seen}:\n{text}");
        let hostile = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\u{c}'))
                || ('\u{202a}'..='\u{202e}').contains(&c)
        };
        assert!(!text.contains(hostile), "{name:?}");
        assert!(
            !pdf.info("Title").contains(hostile),
            "{name:?} in the title"
        );
    }
}

#[test]
fn endless_names_and_texts_wrap_and_run_over_pages() {
    let endless = "Wolfeschlegelsteinhausenbergerdorff".repeat(20);
    let long = "A long scenario with many words that goes on and on. ".repeat(400);
    let mut report = about(&endless);
    report.sections.push(Section::Evidence {
        title: endless.clone(),
        sentence: long.clone(),
        items: vec![Evidence {
            title: endless.clone(),
            scenario: long.clone(),
            answer: endless.clone(),
            reason: long,
            points: "+1.0".into(),
        }],
    });
    let pdf = drawn(&report);
    pdf.check();
    assert_eq!(pdf.words_outside(), Vec::<String>::new());
    let pages = pdf.pages();
    assert!(pages.len() > 10);
    let text = pages.concat();
    assert_eq!(
        text.matches("scenario").count(),
        3 * 400,
        "no sentence is lost"
    );
    for (number, page) in (1..).zip(&pages) {
        assert!(page.contains(&format!("Page {number} of {}", pages.len())));
    }
}

#[test]
fn unkind_reports_are_sound_files() {
    let one = RankingBand {
        title: "Band".into(),
        rows: Vec::new(),
    };
    let empty = Report {
        sections: vec![Section::Ranking {
            title: String::new(),
            sentence: String::new(),
            bands: vec![one],
        }],
        ..sample::cohort(0)
    };
    for report in [sample::unkind(), sample::cohort(1), empty] {
        let pdf = drawn(&report);
        pdf.check();
        assert_eq!(pdf.words_outside(), Vec::<String>::new());
        assert!(pdf.fonts().iter().all(|font| font.embedded && font.subset));
    }
}

/// The whole way: simulated people take a published assessment, and the recruiter's browser fetches the reports.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_of_a_real_round_are_sound_and_the_same_twice() {
    let world = World::new(Kind::Sqlite).await;
    let seed = SeedArgs {
        candidates: 55,
        invitations: 1,
        links: None,
        seed: 3,
        banks: Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks"),
    };
    let demo = fill(&world.service, &seed).await.expect("fills");
    let mut browser = Site::new(&world).browser();
    let login = &demo.logins["recruiter"];
    let form = [
        ("email", login.email.as_str()),
        ("password", login.password.as_str()),
    ];
    assert!(browser.post("/login", &form).await.status.is_redirection());
    let intake = format!("/assessments/{}/intakes/{}", demo.assessment, demo.intake);
    let ranking = browser.get(&format!("{intake}/ranking")).await;
    let person = tests::between(&ranking.body, &format!("{intake}/candidates/"), "\"")
        .expect("somebody in the ranking");
    let person = person.split(['?', '#']).next().unwrap_or_default();
    let cohort = format!("{intake}/report.pdf");
    let candidate = format!("{intake}/candidates/{person}/report.pdf");
    let mut texts = Vec::new();
    for path in [&cohort, &candidate] {
        let first = browser.get(path).await;
        assert_eq!(first.headers["content-type"], "application/pdf", "{path}");
        let again = browser.get(path).await;
        assert!(first.bytes == again.bytes, "{path} differs the second time");
        assert!(first.bytes.len() <= 60_000, "{} bytes", first.bytes.len());
        let pdf = Pdf::new(&first.bytes);
        let title = pdf.info("Title");
        assert!(!title.is_empty());
        is_sound(&pdf, &title, "en");
        assert!(pdf.bookmarks().len() >= 2);
        let pages = pdf.pages();
        assert!(pages.len() <= 5, "{path} has {} pages", pages.len());
        texts.push(pages.concat());
    }
    in_order(&texts[0], &["Page 1 of", "Simulated 0"]);
    assert_eq!(
        texts[0].matches("Simulated 0").count(),
        55,
        "everybody is in the ranking"
    );
    in_order(
        &texts[1],
        &[
            "Who, what, when",
            "Pilot: not for selection decisions",
            "Unsupervised; identity not verified",
            "Total",
            "Competencies",
            "Response styles",
        ],
    );
    in_order(
        &texts[1],
        &["Interview guide", "What this does not tell you"],
    );
}

/// Twelve questions of the shipped bank, nine experts: ten questions on which they agree, two on which they do not.
#[test]
fn a_dossier_about_a_panel_is_sound_and_names_only_whom_it_may() {
    let report = dossier();
    let pdf = drawn(&report);
    is_sound(&pdf, &report.title, "en");
    let text = pdf.written();
    in_order(
        &text,
        &[
            "What this document shows, and what it does not",
            "It does not show that a score says anything about how somebody will do the job.",
            "Purpose",
            "A key for hiring customer care agents.",
            "The panel",
            "Ana Ruiz",
            "Expert 2",
            "Agreement",
            "10 of 12 questions pass the gate",
            "held back",
            "Disagreement",
            "Keys taken over",
            "Statistics from use, to date",
            "Question 1:",
            "How the figures are made",
            "Limits",
            "No claim is made that decisions based on these questions are valid or fair.",
        ],
    );
    for page in pdf.pages() {
        assert!(page.contains("confidential"), "{page}");
    }
    if let Some(folder) = std::env::var_os("ATTUNE_KEEP_PDF") {
        let path = Path::new(&folder).join("dossier.pdf");
        std::fs::write(path, report::pdf(&report).expect("draws")).expect("writes");
    }
}

fn dossier() -> Report {
    use domain::bank::Key;
    use domain::ids::QuestionVersionId;
    use domain::panel::{QuestionEvidence, Ratings, disagreements, evidence};
    use domain::question::{Question, QuestionVersion};
    use domain::report::{
        DossierAdoption, DossierExpert, DossierInput, DossierQuestion, DossierRemoval, dossier,
    };

    fn ratings(question: &Question, divided: bool) -> Vec<Ratings> {
        let scale: &[u8] = &[7, 5, 2, 1, 1, 1, 1, 1];
        let mut ids: Vec<&str> = question.options.iter().map(|one| one.id.as_str()).collect();
        ids.sort_by(|a, b| {
            let value = |id: &str| question.option(id).map_or(0.0, |option| option.value);
            value(b).total_cmp(&value(a))
        });
        (0..9_u8)
            .map(|expert| {
                let places = ids.iter().zip(scale).enumerate();
                let rating = |(place, (id, rating)): (usize, (&&str, &u8))| {
                    let softer = u8::from(expert % 3 == 0 && place == 2);
                    let given = rating + softer;
                    let turned = divided && expert % 2 == 0;
                    ((*id).to_owned(), if turned { 8 - given } else { given })
                };
                places.map(rating).collect()
            })
            .collect()
    }

    let text = include_str!("../../question-banks/core-empathy.yaml");
    let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    let key: &Key = &bank.info.key;
    let versions: Vec<QuestionVersion> = (1_u128..)
        .zip(bank.questions.iter().take(12))
        .map(|(number, question)| QuestionVersion {
            id: QuestionVersionId(uuid::Uuid::from_u128(number)),
            bank: bank.info.id.clone(),
            number: 1,
            key: key.clone(),
            question: question.clone(),
        })
        .collect();
    let found: Vec<QuestionEvidence> = (0..)
        .zip(&versions)
        .map(|(place, version)| {
            let divided = place == 3 || place == 7;
            evidence(&version.question, &ratings(&version.question, divided))
        })
        .collect();
    let questions: Vec<DossierQuestion> = (0..)
        .zip(versions.iter().zip(&found))
        .map(|(place, (asked, evidence))| DossierQuestion {
            asked,
            evidence,
            adopted: (place < 2).then(|| DossierAdoption {
                version: 2,
                by: "Rita Moreno".into(),
                on: "9 Mar 2026".into(),
            }),
            assessments: usize::from(place < 3),
        })
        .collect();
    let expert = |name, role| DossierExpert {
        name,
        role,
        rated: 12,
        finished: true,
    };
    let mut experts = vec![expert(
        Some("Ana Ruiz"),
        "Team lead in support for six years",
    )];
    experts.extend([expert(None, "Quality coach"); 4]);
    experts.extend([expert(None, ""); 4]);
    dossier(&DossierInput {
        organisation: "Example",
        panel: "Customer care, spring 2026",
        panel_id: "01900000-0000-7000-8000-000000000001",
        purpose: "A key for hiring customer care agents.\n\nUsed in pilots first, then for selection.",
        bank: &bank.info.title,
        started: "2 Mar 2026 by Rita Moreno",
        closed: Some("9 Mar 2026"),
        composed: "10 Mar 2026",
        invited: 11,
        experts: &experts,
        removed: &[DossierRemoval {
            on: "5 Mar 2026".into(),
            reason: "helped to write the questions",
        }],
        questions: &questions,
        queue: &disagreements(&found),
    })
}
