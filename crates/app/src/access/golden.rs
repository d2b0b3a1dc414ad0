//! The worked cases of the permission rules, as far as their facts exist.

use db::access::{DriveFacts, Facts, Rights, Scope, Step};
use db::id::PageId;
use db::schema::{MemberRole, PageType};

use super::{Access, decide};

fn letters(access: Access) -> String {
    let rights = [
        (access.view, 'v'),
        (access.comment, 'c'),
        (access.post, 'p'),
        (access.edit, 'e'),
        (access.share, 's'),
        (access.delete, 'd'),
    ];
    rights
        .iter()
        .filter(|(has, _)| *has)
        .map(|(_, letter)| *letter)
        .collect()
}

const STRANGER: DriveFacts = DriveFacts {
    is_owner: false,
    role: None,
    wide: None,
    scope: Scope::Person,
    key_wide: None,
    members_edit: false,
    is_trashed: false,
};
const OLGA: DriveFacts = DriveFacts {
    is_owner: true,
    ..STRANGER
};
const ADA: DriveFacts = DriveFacts {
    role: Some(MemberRole::Admin),
    ..STRANGER
};
const MIA: DriveFacts = DriveFacts {
    role: Some(MemberRole::Member),
    ..STRANGER
};

fn rights(letters: &str) -> Rights {
    Rights {
        view: letters.contains('v'),
        edit: letters.contains('e'),
        share: letters.contains('s'),
        delete: letters.contains('d'),
    }
}

/// One page, from letters: `p` it is private, `m` this person made it, `k` with this key, `x` it is in the
/// trash, `#` it is a channel. Then `g:` a grant, `o:` a grant for this page only, `r:` an entry of the
/// person's role, `q:` one of the key's role, each with its rights; `-` is a deny.
fn step(text: &str) -> Step {
    let mut parts = text.split(',');
    let marks = parts.next().unwrap_or_default();
    let entries: Vec<&str> = parts.collect();
    let entry = |kind: &str| {
        let found = entries.iter().find_map(|entry| entry.strip_prefix(kind));
        found.map(rights)
    };
    Step {
        page: PageId::new(),
        is_private: marks.contains('p'),
        is_creator: marks.contains('m') || marks.contains('k'),
        is_made_by_key: marks.contains('k'),
        is_trashed: marks.contains('x'),
        grant: entry("g:").or(entry("o:")),
        is_page_only: entry("o:").is_some(),
        entry: entry("r:"),
        key_entry: entry("q:"),
    }
}

/// `way` from the page up, one word for each page.
fn facts(drive: DriveFacts, way: &str) -> Facts {
    let way_up: Vec<Step> = way.split(' ').map(step).collect();
    Facts {
        drive,
        page_type: if way.starts_with('#') {
            PageType::Channel
        } else {
            PageType::Document
        },
        is_trashed: way_up[0].is_trashed,
        way: way_up,
    }
}

const MEMBERS_EDIT: DriveFacts = DriveFacts {
    members_edit: true,
    ..MIA
};

fn rob(wide: &str) -> DriveFacts {
    DriveFacts {
        wide: Some(rights(wide)),
        ..MIA
    }
}

const KEY_OF_OLGA: DriveFacts = DriveFacts {
    scope: Scope::Role(MemberRole::Member),
    ..OLGA
};
const KEY_OF_MIA: DriveFacts = DriveFacts {
    scope: Scope::Role(MemberRole::Member),
    ..MIA
};

fn admins_key(person: DriveFacts) -> DriveFacts {
    DriveFacts {
        scope: Scope::Role(MemberRole::Admin),
        ..person
    }
}

fn trashed(person: DriveFacts) -> DriveFacts {
    DriveFacts {
        is_trashed: true,
        ..person
    }
}

fn agree(cases: &[(&str, DriveFacts, &str, &str)]) {
    for (name, drive, way, expected) in cases {
        assert_eq!(letters(decide(&facts(*drive, way))), *expected, "{name}");
    }
}

#[test]
fn owners_admins_members_creators_and_private_pages() {
    agree(&[
        ("1 owner", OLGA, ".", "vcpesd"),
        ("1 owner, private", OLGA, ". p", "vcpesd"),
        ("2 admin", ADA, ".", "vcpesd"),
        ("2 admin, private", ADA, "p .", "vcpesd"),
        ("3 member", MIA, ".", "vc"),
        ("4 member, channel", MIA, "#", "vcp"),
        ("5 creator", MIA, "m .", "vcped"),
        ("6 creator of the parent", MIA, ". m .", "vc"),
        ("7 creator, removed", STRANGER, "m .", ""),
        ("8 private", MIA, "p", ""),
        ("8 below private", MIA, ". p", ""),
        ("14 creator of the private page", MIA, "pm", "vcped"),
        ("14 below it, made by another", MIA, ". pm", "vce"),
        ("14 below a nearer barrier", MIA, ". p pm", ""),
        ("14 own page below a barrier", MIA, "m p", "vcped"),
        ("22 stranger, or not accepted", STRANGER, ".", ""),
        ("members may edit", MEMBERS_EDIT, ".", "vce"),
        ("members may edit, channel", MEMBERS_EDIT, "#", "vcpe"),
        ("members may edit, private", MEMBERS_EDIT, ". p", ""),
    ]);
}

#[test]
fn grants_and_custom_roles() {
    agree(&[
        ("2 admin, denied", ADA, ".,g:-", "vcpesd"),
        ("9 below a grant on a private page", MIA, ". p,g:v", "vc"),
        ("10 the same for that page only", MIA, ". p,o:v", ""),
        ("10 that page itself", MIA, "p,o:v", "vc"),
        ("11 below a grant", MIA, ". .,g:ve", "vcpe"),
        ("11 denied below it", MIA, ".,g:- . .,g:ve", ""),
        ("12 denied", MIA, ".,g:-", ""),
        ("12 a grant below a deny", MIA, ".,g:v . .,g:-", "vc"),
        ("15 role", rob("ve"), ". . .", "vcpe"),
        ("15 role, private", rob("ve"), "p", ""),
        ("16 role", rob("v"), ".", "vc"),
        ("16 role, below its entry", rob("v"), ". .,r:ve .", "vcpe"),
        ("17 role, channel", rob("v"), "#", "vc"),
        ("18 role without an opinion, channel", MIA, "#", "vcp"),
        ("19 role that may nothing", rob("-"), ".", ""),
        ("19 its entry on a private page", rob("-"), ". p,r:v", "vc"),
        ("20 a grant beats the role", rob("-"), ".,g:v,r:ve", "vc"),
        ("21 stranger, granted", STRANGER, ". . .,g:ve", "vcpe"),
        ("21 stranger, a role's entry", STRANGER, ".,r:ve", ""),
        ("edit without view counts for nothing", MIA, ".,g:esd", ""),
    ]);
}

#[test]
fn keys_with_and_without_a_role() {
    let elsewhere = DriveFacts {
        scope: Scope::Outside,
        ..OLGA
    };
    agree(&[
        ("21 stranger, elsewhere", STRANGER, "#", ""),
        ("23 member's key of the owner", KEY_OF_OLGA, "m", "vc"),
        ("24 made with it", KEY_OF_OLGA, "k", "vcped"),
        ("25 key for another drive", elsewhere, "m", ""),
        ("26 unscoped key", MIA, "m .", "vcped"),
        (
            "admin's key of the owner",
            admins_key(OLGA),
            ". p",
            "vcpesd",
        ),
        ("admin's key of a member", admins_key(MIA), ".", "vc"),
        ("key of somebody who left", admins_key(STRANGER), "k", ""),
        ("member's key, private", KEY_OF_OLGA, ". p", ""),
        (
            "member's key, private page made with it",
            KEY_OF_OLGA,
            ". pk",
            "vce",
        ),
        ("key, its person denied", KEY_OF_MIA, ".,g:-", ""),
        ("key, its person granted", KEY_OF_MIA, ".,g:ves", "vc"),
        ("key with a role's entry", KEY_OF_OLGA, ". .,q:ve", "vcpe"),
        ("key with a deny", KEY_OF_OLGA, ". .,q:-", ""),
    ]);
}

#[test]
fn the_trash() {
    agree(&[
        ("grant to delete, trashed", MIA, "x,g:vd", "vd"),
        ("31 trashed, by another", MIA, "x .", ""),
        ("32 trashed, own", MIA, "xm .", "vd"),
        ("trashed, admin", ADA, "x", "vd"),
        ("trashed, below the own private page", MIA, "x pm", ""),
        ("live, below a trashed page", MIA, ". x", "vc"),
        ("34 trashed drive, owner", trashed(OLGA), ".", ""),
        ("34 trashed drive, admin", trashed(ADA), ".", ""),
        ("34 trashed drive, creator", trashed(MIA), "m", ""),
    ]);
}

#[test]
fn no_right_without_view_and_losing_the_membership_never_gives_one() {
    let steps = [".", "m", "p", "pm", "x", "xm", "xp", "xpm", "#", "#m"];
    for page in steps {
        for above in ["", " .", " p", " pm", " m p", " p pm"] {
            for members_edit in [false, true] {
                let way = format!("{page}{above}");
                let member = DriveFacts {
                    members_edit,
                    ..MIA
                };
                let rights = letters(decide(&facts(member, &way)));
                assert!(
                    rights.is_empty() || rights.starts_with('v'),
                    "{way}: {rights}"
                );
                let stranger = DriveFacts {
                    members_edit,
                    ..STRANGER
                };
                assert_eq!(letters(decide(&facts(stranger, &way))), "", "{way}");
            }
        }
    }
}
