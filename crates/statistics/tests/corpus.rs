//! The fuzz target's corpus, as it is and with bytes of it changed.

#[path = "../fuzz/everything.rs"]
mod everything;

use everything::try_everything;
use proptest::prelude::*;

fn corpus() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/read_table");
    let entries = std::fs::read_dir(folder).expect("the corpus");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let files = paths
        .iter()
        .map(|path| std::fs::read(path).expect("a file"));
    files.collect()
}

#[test]
fn the_corpus_makes_nothing_panic() {
    let corpus = corpus();
    assert!(corpus.len() >= 30, "only {} files", corpus.len());
    corpus.iter().for_each(|bytes| try_everything(bytes));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn changed_files_make_nothing_panic(
        file in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let corpus = corpus();
        let mut bytes = file.get(&corpus).clone();
        bytes.truncate(cut.index(bytes.len() + 1));
        bytes.extend(other.get(&corpus));
        for (place, byte) in changes {
            if !bytes.is_empty() {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
        }
        try_everything(&bytes);
    }

    #[test]
    fn no_bytes_make_anything_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        try_everything(&bytes);
    }
}
