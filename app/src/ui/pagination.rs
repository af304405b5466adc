//! The way through the pages of a long list: plain links.

use leptos::prelude::*;

/// One place in the row of page links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A page, counted from 1.
    Page(u32),
    /// Pages left out.
    Gap,
}

/// The places to show for page `current` of `pages`, both from 1: first, last, and two on either side. A gap never stands
/// for a single page.
pub fn steps(current: u32, pages: u32) -> Vec<Step> {
    let shown = |page: u32| page == 1 || page == pages || page.abs_diff(current) <= 2;
    let mut steps = Vec::new();
    for page in 1..=pages {
        let bridge = page > 1 && page < pages && shown(page - 1) && shown(page + 1);
        if shown(page) || bridge {
            steps.push(Step::Page(page));
        } else if steps.last() != Some(&Step::Gap) {
            steps.push(Step::Gap);
        }
    }
    steps
}

/// Links to the pages of a list; nothing for a single page.
#[component]
pub fn Pagination(
    /// The page shown, from 1.
    current: u32,
    /// How many pages there are.
    pages: u32,
    /// The link up to the page's number, such as `?q=tea&page=`.
    #[prop(into)]
    link: String,
) -> impl IntoView {
    if pages <= 1 {
        return ().into_any();
    }
    let href = move |page: u32| format!("{link}{page}");
    let previous = (current > 1)
        .then(|| view! { <li><a rel="prev" href=href(current - 1)>"Previous"</a></li> });
    let next = (current < pages)
        .then(|| view! { <li><a rel="next" href=href(current + 1)>"Next"</a></li> });
    let numbers = steps(current, pages)
        .into_iter()
        .map(|step| match step {
            Step::Gap => view! { <li class="gap" aria-hidden="true">"…"</li> }.into_any(),
            Step::Page(page) => {
                let here = (page == current).then_some("page");
                view! { <li><a href=href(page) aria-label=format!("Page {page}") aria-current=here>{page}</a></li> }
                    .into_any()
            }
        })
        .collect_view();
    view! { <nav class="pages" aria-label="Pages"><ul>{previous}{numbers}{next}</ul></nav> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Step::{Gap, Page};

    #[test]
    fn first_last_and_neighbours_are_shown() {
        assert_eq!(steps(1, 1), [Page(1)]);
        assert_eq!(
            steps(10, 20),
            [
                Page(1),
                Gap,
                Page(8),
                Page(9),
                Page(10),
                Page(11),
                Page(12),
                Gap,
                Page(20)
            ]
        );
    }

    #[test]
    fn a_gap_never_hides_a_single_page() {
        assert_eq!(steps(5, 9), (1..=9).map(Page).collect::<Vec<_>>());
        assert_eq!(steps(1, 5), (1..=5).map(Page).collect::<Vec<_>>());
        assert_eq!(steps(1, 6), [Page(1), Page(2), Page(3), Gap, Page(6)]);
    }

    #[test]
    fn the_ends_have_one_neighbour_less() {
        let html = view! { <Pagination current=1 pages=3 link="?page="/> }.to_html();
        assert!(
            !html.contains("Previous") && html.contains(r#"href="?page=2""#),
            "{html}"
        );
        assert!(
            html.contains(r#"aria-label="Page 1" aria-current="page""#),
            "{html}"
        );
    }
}
