//! Words, names and sentences that look like those of a team.

use fastrand::Rng;

pub(super) const FIRST_NAMES: [&str; 40] = [
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Radia",
    "Ken",
    "Dennis",
    "Margaret",
    "Katherine",
    "Niklaus",
    "John",
    "Frances",
    "Tim",
    "Hedy",
    "Linus",
    "Sophie",
    "Anita",
    "Leslie",
    "Yukihiro",
    "Shafi",
    "Adele",
    "Vint",
    "Joan",
    "Karen",
    "Elena",
    "Mateusz",
    "Amara",
    "Kenji",
    "Priya",
    "Omar",
    "Ingrid",
    "Pablo",
    "Zoë",
    "Björn",
    "Chloé",
    "Łukasz",
    "Nguyễn",
    "李",
];
pub(super) const LAST_NAMES: [&str; 25] = [
    "Lovelace",
    "Hopper",
    "Turing",
    "Dijkstra",
    "Liskov",
    "Knuth",
    "Perlman",
    "Thompson",
    "Ritchie",
    "Hamilton",
    "Johnson",
    "Wirth",
    "Backus",
    "Allen",
    "Lamarr",
    "Wilson",
    "Borg",
    "Lamport",
    "Goldwasser",
    "Goldberg",
    "Müller",
    "García",
    "Nakamura",
    "Okafor",
    "Kowalski",
];
pub(super) const DRIVES: [&str; 12] = [
    "Engineering",
    "Design",
    "Marketing",
    "Sales",
    "Support",
    "Research",
    "Operations",
    "Finance",
    "People",
    "Product",
    "Legal",
    "Community",
];
pub(super) const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Africa/Lagos",
    "America/Sao_Paulo",
];
pub(super) const TAGS: [&str; 8] = [
    "draft", "decision", "customer", "urgent", "idea", "archive", "how-to", "2026",
];
pub(super) const EMOJI: [&str; 6] = ["👍", "🎉", "❤️", "👀", "🚀", "😄"];

const ADJECTIVES: [&str; 20] = [
    "quarterly",
    "new",
    "old",
    "weekly",
    "internal",
    "public",
    "first",
    "final",
    "shared",
    "short",
    "long-term",
    "technical",
    "annual",
    "open",
    "simple",
    "global",
    "local",
    "upcoming",
    "early",
    "joint",
];
const NOUNS: [&str; 30] = [
    "roadmap",
    "plan",
    "review",
    "budget",
    "launch",
    "interview",
    "report",
    "migration",
    "design",
    "workshop",
    "retrospective",
    "onboarding",
    "incident",
    "proposal",
    "release",
    "survey",
    "contract",
    "checklist",
    "strategy",
    "guide",
    "experiment",
    "prototype",
    "agenda",
    "backlog",
    "invoice",
    "audit",
    "campaign",
    "conference",
    "handbook",
    "library",
];
const WORDS: [&str; 60] = [
    "we",
    "should",
    "the",
    "team",
    "before",
    "Friday",
    "because",
    "customers",
    "asked",
    "for",
    "it",
    "and",
    "this",
    "would",
    "make",
    "things",
    "faster",
    "without",
    "changing",
    "how",
    "people",
    "work",
    "today",
    "next",
    "step",
    "is",
    "to",
    "write",
    "down",
    "what",
    "was",
    "decided",
    "so",
    "that",
    "everybody",
    "can",
    "find",
    "answer",
    "later",
    "numbers",
    "look",
    "better",
    "than",
    "last",
    "month",
    "but",
    "one",
    "question",
    "remains",
    "open",
    "who",
    "owns",
    "database",
    "search",
    "page",
    "naïve",
    "café",
    "Übergabe",
    "資料",
    "план",
];

pub(super) fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> Option<&'a T> {
    from.get(rng.usize(..from.len().max(1)))
}

pub(super) fn word(rng: &mut Rng, from: &[&'static str]) -> &'static str {
    pick(rng, from).copied().unwrap_or("page")
}

/// `Quarterly budget`, `Launch checklist 12`.
pub(super) fn title(rng: &mut Rng) -> String {
    let first = if rng.bool() {
        word(rng, &ADJECTIVES)
    } else {
        word(rng, &NOUNS)
    };
    let title = capitalised(&format!("{first} {}", word(rng, &NOUNS)));
    if rng.u8(..5) == 0 {
        format!("{title} {}", rng.u8(1..60))
    } else {
        title
    }
}

pub(super) fn sentence(rng: &mut Rng) -> String {
    let words: Vec<&str> = (0..rng.usize(4..14)).map(|_| word(rng, &WORDS)).collect();
    capitalised(&words.join(" ")) + "."
}

pub(super) fn paragraph(rng: &mut Rng, sentences: usize) -> String {
    let sentences: Vec<String> = (0..sentences).map(|_| sentence(rng)).collect();
    sentences.join(" ")
}

/// A small function in a language that looks like Rust.
pub(super) fn code(rng: &mut Rng) -> String {
    let name = word(rng, &NOUNS);
    let lines: Vec<String> = (0..rng.usize(2..8))
        .map(|at| {
            format!(
                "    let {}_{at} = {name}.{}({});",
                word(rng, &NOUNS),
                word(rng, &NOUNS),
                rng.u8(..)
            )
        })
        .collect();
    format!(
        "/// {}\nfn {name}() {{\n{}\n}}\n",
        sentence(rng),
        lines.join("\n")
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
