//! One drive of the sample data: its members, its tree of pages, and what is in them.

mod channel;
mod task;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;

use super::copy::Tables;
use super::people::People;
use super::text::{self, DRIVES, TAGS, paragraph, pick, sentence, title, word};
use super::yjs::{self, Block};
use super::{end_of_story, id, moment};

/// What falls to this drive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub pages: usize,
    pub messages: usize,
}

/// One channel for so many messages.
const MESSAGES_PER_CHANNEL: usize = 250;
const DEEPEST: usize = 12;

/// What a page of the sample is; task lists and tasks are pages of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Document,
    Markdown,
    Code,
    Canvas,
    Sheet,
    Channel,
    AiChat,
    TaskList,
}

impl Kind {
    fn page_type(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Document | Self::Markdown => "document",
            Self::Code => "code",
            Self::Canvas => "canvas",
            Self::Sheet => "sheet",
            Self::Channel => "channel",
            Self::AiChat => "ai_chat",
            Self::TaskList => "task_list",
        }
    }
}

/// A place that pages can be put into: the root, or a page.
struct Place {
    page: Option<String>,
    depth: usize,
    children: u32,
    /// The list whose tasks the pages here are.
    list: Option<String>,
}

/// A drive that is being written.
struct Drive<'a> {
    rng: &'a mut Rng,
    tables: &'a mut Tables,
    id: String,
    members: Vec<&'a str>,
    tags: Vec<String>,
}

impl Drive<'_> {
    fn member(&mut self) -> &str {
        pick(self.rng, &self.members).copied().unwrap_or_default()
    }
}

pub(super) fn write(rng: &mut Rng, people: &People, at: usize, share: Share, tables: &mut Tables) {
    let owner = people.at(at);
    let id = id(rng);
    let name = DRIVES.get(at % DRIVES.len()).copied().unwrap_or("Drive");
    let (name, slug) = match at / DRIVES.len() {
        0 => (name.to_owned(), name.to_lowercase()),
        round => (
            format!("{name} {}", round + 1),
            format!("{}-{}", name.to_lowercase(), round + 1),
        ),
    };
    let made = (end_of_story() - TimeDelta::days(400)).to_rfc3339();
    tables
        .row("drives")
        .plain(&id)
        .plain(owner)
        .text(&name)
        .text(&slug)
        .plain("standard")
        .plain(rng.bool())
        .plain(&made)
        .plain(&made);
    tables.row("streams").plain(format!("drive:{id}")).plain(0);
    let mut drive = Drive {
        members: members(rng, people, at, &id, &made, tables),
        tags: tags(rng, &id, &made, tables),
        rng,
        tables,
        id,
    };
    drive.pages(share);
}

fn members<'a>(
    rng: &mut Rng,
    people: &'a People,
    owner: usize,
    drive: &str,
    made: &str,
    tables: &mut Tables,
) -> Vec<&'a str> {
    let role = id(rng);
    let row = tables.row("drive_roles").plain(&role).plain(drive);
    let row = row.text("Reviewer").plain(true).plain(false).plain(false);
    row.plain(0).plain(made).plain(made);
    let mut members = vec![people.at(owner)];
    let count = rng.usize(4..40).min(people.len().saturating_sub(1));
    for next in 1..=count {
        let member = people.at(owner + next);
        let custom = next % 9 == 8;
        tables
            .row("drive_members")
            .plain(id(rng))
            .plain(drive)
            .plain(member)
            .plain(if next % 7 == 1 && !custom {
                "admin"
            } else {
                "member"
            })
            .or_null(custom.then_some(&role))
            .plain(made)
            .or_null((next % 20 != 19).then_some(made));
        members.push(member);
    }
    members
}

fn tags(rng: &mut Rng, drive: &str, made: &str, tables: &mut Tables) -> Vec<String> {
    let tag = |name: &&str| {
        let tag = id(rng);
        let row = tables.row("tags").plain(&tag).plain(drive).text(name);
        row.plain("blue").plain(made);
        tag
    };
    TAGS.iter().map(tag).collect()
}

impl Drive<'_> {
    fn pages(&mut self, share: Share) {
        let channels = (share.messages / MESSAGES_PER_CHANNEL).clamp(1, share.pages / 4 + 1);
        let mut places = vec![Place {
            page: None,
            depth: 0,
            children: 0,
            list: None,
        }];
        for at in 0..share.pages {
            let is_channel = at < channels;
            let place = if is_channel { 0 } else { self.place(&places) };
            let Some(place) = places.get_mut(place) else {
                continue;
            };
            place.children += 1;
            let kind = match &place.list {
                _ if is_channel => Kind::Channel,
                Some(_) => Kind::TaskList,
                None => self.kind(),
            };
            let made = moment(self.rng);
            let page = self.page(kind, place, made);
            let inside = match kind {
                Kind::Channel => {
                    let messages = super::share(share.messages, channels, at);
                    self.channel(&page, made, messages);
                    None
                }
                Kind::TaskList => self.tasks(place, &page, made),
                Kind::Folder | Kind::Document if place.depth < DEEPEST => Some(None),
                _ => None,
            };
            let depth = place.depth + 1;
            places.extend(inside.map(|list| Place {
                page: Some(page),
                depth,
                children: 0,
                list,
            }));
        }
    }

    /// A list that tasks can be put into, or a task, which now and then has tasks of its own.
    #[expect(
        clippy::option_option,
        reason = "no place, or a place with or without a list"
    )]
    fn tasks(&mut self, place: &Place, page: &str, made: DateTime<Utc>) -> Option<Option<String>> {
        if let Some(list) = &place.list {
            self.task(list, page, made);
            if self.rng.u8(..10) > 0 {
                return None;
            }
        }
        let list = self.task_list(page, made, place.list.is_none());
        Some(Some(list))
    }

    /// A page that has just been made is likelier to get children, so that trees become deep.
    fn place(&mut self, places: &[Place]) -> usize {
        if self.rng.u8(..25) == 0 {
            return 0;
        }
        let newest = places.len().min(40);
        if self.rng.bool() {
            places.len() - 1 - self.rng.usize(..newest)
        } else {
            self.rng.usize(..places.len())
        }
    }

    fn kind(&mut self) -> Kind {
        match self.rng.u8(..100) {
            0..18 => Kind::Folder,
            18..66 => Kind::Document,
            66..76 => Kind::Markdown,
            76..82 => Kind::Code,
            82..86 => Kind::Canvas,
            86..90 => Kind::Sheet,
            90..92 => Kind::AiChat,
            _ => Kind::TaskList,
        }
    }

    /// A page with its content, its tags, and who has seen it.
    fn page(&mut self, kind: Kind, place: &Place, made: DateTime<Utc>) -> String {
        let page = id(self.rng);
        let author = self.member().to_owned();
        let title = match kind {
            Kind::Channel => word(self.rng, &TAGS).to_owned() + "-talk",
            Kind::TaskList => sentence(self.rng),
            _ => title(self.rng),
        };
        let is_trashed = self.rng.u8(..50) == 0 && kind == Kind::Markdown;
        let mark = is_trashed.then(|| uuid::Uuid::from_u128(self.rng.u128(..)));
        let time = made.to_rfc3339();
        self.tables
            .row("pages")
            .plain(&page)
            .plain(&self.id)
            .or_null(place.page.as_ref())
            .text(&title)
            .plain(kind.page_type())
            .plain(if kind == Kind::Markdown {
                "markdown"
            } else {
                "html"
            })
            .plain(place.children)
            .plain(kind != Kind::Channel && self.rng.u8(..60) == 0)
            .plain(&author)
            .or_null(is_trashed.then_some(&time))
            .or_null(mark)
            .plain(&time)
            .plain(&time);
        self.content(kind, &page, &author, &time);
        self.traces(&page, made);
        page
    }

    /// The shared document, as one update; types without lines have none.
    fn content(&mut self, kind: Kind, page: &str, author: &str, time: &str) {
        let (content, text, update) = match kind {
            Kind::Document => self.blocks(),
            Kind::Markdown => {
                let text = format!("# {}\n\n{}\n", title(self.rng), paragraph(self.rng, 2));
                (text.clone(), text.clone(), yjs::of_text(&text))
            }
            Kind::Code => {
                let text = text::code(self.rng);
                (text.clone(), text.clone(), yjs::of_text(&text))
            }
            Kind::Canvas => {
                let line = sentence(self.rng);
                let text = format!("<style>p {{ color: teal }}</style>\n<p>{line}</p>\n");
                (text.clone(), line, yjs::of_text(&text))
            }
            Kind::TaskList => (String::new(), String::new(), Vec::new()),
            Kind::Folder | Kind::Sheet | Kind::Channel | Kind::AiChat => return,
        };
        let seq = u8::from(!update.is_empty());
        self.tables
            .row("streams")
            .plain(format!("page:{page}"))
            .plain(seq);
        let row = self.tables.row("documents").plain(page).plain(seq);
        row.text(&content).plain(time);
        if update.is_empty() {
            return;
        }
        let row = self.tables.row("document_updates").plain(page).plain(1);
        row.bytes(&update).plain(author).plain(time);
        self.tables
            .row("page_texts")
            .plain(page)
            .plain(1)
            .text(&text);
    }

    fn blocks(&mut self) -> (String, String, Vec<u8>) {
        let sections = if self.rng.u8(..10) == 0 { 6 } else { 1 };
        let mut blocks = Vec::new();
        for _ in 0..sections {
            if sections > 1 {
                blocks.push(Block::Heading(2, title(self.rng)));
            }
            let sentences = self.rng.usize(1..4);
            blocks.push(Block::Paragraph(paragraph(self.rng, sentences)));
            if self.rng.u8(..4) == 0 {
                let items = (0..self.rng.usize(2..5))
                    .map(|_| sentence(self.rng))
                    .collect();
                blocks.push(Block::List(items));
            }
        }
        let (mut html, mut text) = (String::new(), String::new());
        for block in &blocks {
            block.html(&mut html);
            block.text(&mut text);
        }
        (html, text, yjs::of_blocks(&blocks))
    }

    fn traces(&mut self, page: &str, made: DateTime<Utc>) {
        if self.rng.u8(..10) == 0
            && let Some(tag) = pick(self.rng, &self.tags)
        {
            self.tables.row("page_tags").plain(page).plain(tag);
        }
        let seen = (made + TimeDelta::hours(5)).to_rfc3339();
        if self.rng.u8(..3) == 0 {
            let viewer = self.member().to_owned();
            let views = self.rng.u8(1..20);
            let row = self.tables.row("page_views").plain(viewer).plain(page);
            row.plain(&seen).plain(views);
        }
        if self.rng.u8(..40) == 0 {
            let (grant, person) = (id(self.rng), self.member().to_owned());
            let edit = self.rng.bool();
            let row = self.tables.row("page_permissions").plain(grant).plain(page);
            let row = row.plain(person).plain(true).plain(edit).plain(false);
            row.plain(false).plain(&seen);
        }
        if self.rng.u8(..80) == 0 {
            let (favorite, person) = (id(self.rng), self.member().to_owned());
            let row = self.tables.row("favorites").plain(favorite).plain(person);
            row.plain(page).plain(made.timestamp()).plain(&seen);
        }
    }
}
