//! Importing and exporting banks over HTTP, without JavaScript: previews that write nothing, hostile files that are
//! refused in plain sentences (AC-24), tables that run no formula (AC-23), downloads.

use crate::stage::Stage;
use axum::body::{Body, Bytes};
use http::{Method, StatusCode};
use std::io::{Cursor, Write};
use tests::{Browser, Kind, Reply, World, between};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const BOUNDARY: &str = "----attune-test-boundary";

/// Posts the form that uploads a file, as a browser would.
pub async fn upload(browser: &mut Browser, bank: &str, name: &str, content: &[u8]) -> Reply {
    let mut body = Vec::new();
    for (field, value) in [("bank", bank), ("format", "")] {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    post_multipart(browser, Body::from(body)).await
}

async fn post_multipart(browser: &mut Browser, body: Body) -> Reply {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    browser
        .send_body(Method::POST, "/imports", &kind, body)
        .await
}

/// Uploads a file into a new bank and reads the page it leads to.
async fn checked(browser: &mut Browser, name: &str, content: &[u8]) -> (String, Reply) {
    let sent = upload(browser, "", name, content).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let path = sent.location().to_owned();
    let page = browser.get(&path).await;
    (path, page)
}

/// The page of a file that cannot be imported, dropped again.
async fn refused(browser: &mut Browser, name: &str, content: &[u8]) -> String {
    let (path, page) = checked(browser, name, content).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("cannot be imported"),
        "{name}: {}",
        page.body
    );
    assert!(!page.body.contains("value=\"confirm\""), "{name}");
    let gone = browser.post(&path, &[("do", "cancel")]).await;
    assert_eq!(gone.location(), "/imports");
    page.body
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a file begins");
        writer.write_all(bytes).expect("a file is written");
    }
    writer.finish().expect("an archive").into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_previewed_confirmed_and_exported_again() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    let csv = admin.get("/banks/core-empathy/export/csv").await;
    assert_eq!(csv.status, StatusCode::OK);
    let name = csv.headers["content-disposition"].to_str().expect("text");
    assert!(
        name.starts_with("attachment; filename=\"core-empathy-v1.csv"),
        "{name}"
    );
    assert_eq!(csv.headers["cache-control"], "no-store");

    let (path, page) = checked(&mut admin, "mine.csv", &csv.bytes).await;
    assert!(
        page.body.contains("Nothing has been written yet."),
        "{}",
        page.body
    );
    assert!(page.body.contains("Make a bank of"), "{}", page.body);
    assert!(
        page.body.contains("nothing names the language"),
        "losses are told"
    );
    let form = [
        ("do", "confirm"),
        ("id", "Mine"),
        ("title", "Ours"),
        ("visibility", "private"),
    ];
    let wrong = admin.post(&path, &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"Mine\"") && wrong.body.contains("value=\"Ours\""));
    let form = [form[0], ("id", "mine"), form[2], form[3]];
    let done = admin.post(&path, &form).await;
    assert_eq!(done.location(), "/banks/mine", "{}", done.body);
    let bank = admin.get("/banks/mine").await;
    assert!(
        bank.body.contains("Version 1:") && bank.body.contains("Ours"),
        "{}",
        bank.body
    );
    assert_eq!(admin.get(&path).await.location(), "/banks/mine");

    // Into the bank itself: the table says what the bank says.
    let sent = upload(&mut admin, "mine", "mine.csv", &csv.bytes).await;
    let path = sent.location().to_owned();
    let page = admin.get(&path).await;
    assert!(
        page.body.contains("there is nothing to import"),
        "{}",
        page.body
    );
    let listed = admin.get("/imports").await;
    assert!(listed.body.contains("mine.csv") && listed.body.contains("waits for you"));
    let gone = admin.post(&path, &[("do", "cancel")]).await;
    assert_eq!(gone.location(), "/imports");
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
    let log = admin.get("/admin/audit?action=bank.export").await;
    assert!(
        log.body.contains("bank.export"),
        "a download with keys is in the log"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_file_changes_is_told_by_whom_it_concerns() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    let yaml = admin.get("/banks/core-empathy/export/yaml").await.body;
    let line = yaml
        .lines()
        .find(|line| line.trim_start().starts_with("task:"))
        .expect("a task");
    let changed = yaml.replacen(line, "  task: And what would you say now?", 1);
    let indent = line.len() - line.trim_start().len();
    let changed = changed.replacen(
        "  task: And",
        &format!("{}task: And", " ".repeat(indent)),
        1,
    );
    let sent = upload(
        &mut admin,
        "core-empathy",
        "changed.yaml",
        changed.as_bytes(),
    )
    .await;
    let path = sent.location().to_owned();
    let page = admin.get(&path).await;
    assert!(
        page.body
            .contains("1 changed (1 for candidates, 0 in the key)"),
        "{}",
        page.body
    );
    assert!(page.body.contains("And what would you say now?"));
    let same = admin.get(&format!("{path}?kind=same")).await;
    assert!(same.body.contains("As it is in the bank"));
    let done = admin
        .post(&path, &[("do", "confirm"), ("missing", "keep")])
        .await;
    assert_eq!(done.location(), "/banks/core-empathy", "{}", done.body);
    let bank = admin.get("/banks/core-empathy").await;
    assert!(bank.body.contains("0 added, 1 changed"), "{}", bank.body);
    // Somebody else's upload is not there for a recruiter or another admin.
    let refused = stage.recruiter.clone().get(&path).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losses_are_shown_before_a_download() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut recruiter = stage.recruiter.clone();
    let page = recruiter.get("/banks/core-empathy/export").await;
    assert!(page.body.contains("GIFT") && !page.body.contains("Download as"));
    for (format, says) in [
        ("gift", "the bank"),
        ("yaml", "Everything is carried"),
        ("csv", "none for the bank"),
    ] {
        let page = recruiter
            .get(&format!("/banks/core-empathy/export?format={format}"))
            .await;
        assert!(
            page.body.contains(says) && page.body.contains("Download as"),
            "{}",
            page.body
        );
    }
    for format in [
        "yaml", "json", "csv", "xlsx", "qti2.2", "qti3.0", "moodle", "gift",
    ] {
        let path = format!("/banks/core-empathy/export/{format}");
        let file = recruiter.get(&path).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        assert!(!file.bytes.is_empty() && file.headers.contains_key("content-disposition"));
    }
    let none = recruiter.get("/banks/core-empathy/export/exe").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let none = recruiter.get("/banks/nowhere/export/csv").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let mut admin = stage.admin.clone();
    for name in ["template.csv", "template.xlsx"] {
        let file = admin.get(&format!("/imports/{name}")).await;
        let upload = upload(&mut admin, "", name, &file.bytes).await;
        let page = admin.get(upload.location()).await;
        assert!(page.body.contains("1 question new"), "{}", page.body);
    }
}

/// AC-24 where uploads are concerned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac_24_hostile_uploads_are_refused_in_plain_sentences() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    let zeros = vec![0_u8; 30 * 1024 * 1024];
    let bomb = packed(&[("imsmanifest.xml", &zeros)]);
    assert!(bomb.len() < 1024 * 1024);
    assert!(
        refused(&mut admin, "bomb.zip", &bomb)
            .await
            .contains("unpacks to far more")
    );
    assert!(
        refused(&mut admin, "bomb.xlsx", &bomb)
            .await
            .contains("unpacks to far more")
    );
    let slip = packed(&[
        ("../../etc/cron.d/x", b"x"),
        ("imsmanifest.xml", b"<manifest/>"),
    ]);
    assert!(
        refused(&mut admin, "slip.zip", &slip)
            .await
            .contains("leads out of the zip file")
    );
    let doctype = b"<?xml version=\"1.0\"?><!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
                    <quiz><question type=\"multichoice\"><name><text>&x;</text></name></question></quiz>";
    let page = refused(&mut admin, "xxe.xml", doctype).await;
    assert!(
        page.contains("DOCTYPE") && !page.contains("root:"),
        "{page}"
    );
    let inside = packed(&[("imsmanifest.xml", doctype)]);
    assert!(
        refused(&mut admin, "xxe.zip", &inside)
            .await
            .contains("DOCTYPE")
    );
    let laughs = b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                   d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    refused(&mut admin, "laughs.yaml", laughs).await;
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    refused(&mut admin, "deep.json", deep.as_bytes()).await;
    refused(
        &mut admin,
        "noise.csv",
        &[0xff, 0xfe, 0x00, 0xd8, 0x01, 0x02],
    )
    .await;
    refused(&mut admin, "noise.xlsx", b"PK\x03\x04 not a workbook").await;
    refused(&mut admin, "noise.gift", &[0x80; 64]).await;
    refused(&mut admin, "words.yaml", b"just words").await;
    let tagged = b"title,format,channel,direction,sector,reading_seconds,scenario,task,option_1,value_1,option_2,value_2,kind\n\
                   <script>alert(1)</script>,nonsense,chat,inbound,s,30,S,T,A,7,B,1,job\n";
    let page = refused(&mut admin, "<b>.csv", tagged).await;
    assert!(
        page.contains("row 2") && !page.contains("<b>.csv"),
        "{page}"
    );

    // What never becomes an upload.
    let none = upload(&mut admin, "", "empty.csv", b"").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("not empty"));
    let strange = upload(&mut admin, "", "bank.exe", b"MZ").await;
    assert!(
        strange.body.contains("stands for no format"),
        "{}",
        strange.body
    );
    let gone = upload(&mut admin, "nowhere", "bank.csv", b"x").await;
    assert!(gone.body.contains("not there any more"), "{}", gone.body);
    let broken = post_multipart(&mut admin, Body::from("--nothing of the kind")).await;
    assert_eq!(broken.location(), "/imports");
    let listed = admin.get("/imports").await;
    assert!(
        !listed.body.contains(".csv</a>"),
        "nothing of these stays: {}",
        listed.body
    );
}

/// 200 MB are read past, not kept, and refused in words beside the field.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac_24_two_hundred_megabytes_are_refused() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.yaml\"\r\n\r\n"
    );
    let chunk = Bytes::from(vec![b' '; 1024 * 1024]);
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    let parts = std::iter::once(Bytes::from(head))
        .chain(std::iter::repeat_n(chunk, 200))
        .chain(std::iter::once(Bytes::from(tail)))
        .map(Ok::<_, std::io::Error>);
    let body = Body::from_stream(futures::stream::iter(parts));
    let reply = post_multipart(&mut admin, body).await;
    assert_eq!(
        reply.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        reply.body
    );
    assert!(reply.body.contains("larger than 64 MB"), "{}", reply.body);
    let mut tx = stage.world.service.read().await.expect("a transaction");
    let kept = tx.uploads_over(domain::time::Timestamp(i64::MAX), 10).await;
    assert_eq!(kept.expect("uploads").len(), 1, "only that of the stage");
}

/// AC-23: no cell of a table that is downloaded is a formula, headers too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac_23_formulas_of_an_import_stay_words_in_an_export() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    let attack = "'=HYPERLINK(\"http://evil.example\")";
    let csv = format!(
        "title,format,channel,direction,sector,reading_seconds,scenario,task,option_1,value_1,option_2,value_2,kind,=1+1\n\
         \"{0}\",single_best,chat,inbound,retail,30,\"{0}\",\"@SUM(A1)\",\"{0}\",7,\"+1+cmd\",1,job,x\n",
        attack.replace('"', "\"\"")
    );
    let (path, page) = checked(&mut admin, "formulas.csv", csv.as_bytes()).await;
    assert!(
        page.body.contains("is not known"),
        "the header is named, not run: {}",
        page.body
    );
    let form = [
        ("do", "confirm"),
        ("id", "formulas"),
        ("title", "=1+1"),
        ("visibility", "private"),
    ];
    let done = admin.post(&path, &form).await;
    assert_eq!(done.location(), "/banks/formulas", "{}", done.body);
    let csv = admin.get("/banks/formulas/export/csv").await.body;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut cells = 0;
    for record in reader.records() {
        for cell in record.expect("a row").iter() {
            assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell}");
            cells += 1;
        }
    }
    assert!(cells > 50, "the table was read");
    assert!(csv.contains("'=HYPERLINK"), "{csv}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_work_in_progress_loads_itself_again_and_can_be_cancelled() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    // Larger than what is read at once.
    let yaml = admin.get("/banks/core-empathy/export/yaml").await.body;
    let padded = format!("{yaml}\n# {}\n", "x".repeat(300 * 1024));
    let (path, page) = checked(&mut admin, "large.yaml", padded.as_bytes()).await;
    assert!(page.body.contains("Reading the file"), "{}", page.body);
    assert_eq!(page.headers["refresh"], "2");
    assert!(page.body.contains("value=\"cancel\""));
    run_jobs(&stage.world).await;
    let ready = admin.get(&path).await;
    assert!(
        ready.body.contains("Check what the file would change"),
        "{}",
        ready.body
    );
    assert!(!ready.headers.contains_key("refresh"));
    let gone = admin.post(&path, &[("do", "cancel")]).await;
    assert_eq!(gone.location(), "/imports");
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
    let none = between(&admin.get("/imports").await.body, "large.yaml", "<");
    assert_eq!(none, None);
}

async fn run_jobs(world: &World) {
    while service::jobs::run_due(&world.service, 16)
        .await
        .expect("jobs run")
        > 0
    {}
}
