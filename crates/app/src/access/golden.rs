//! The worked cases of the permission rules, as far as their facts exist.

use db::access::{DriveFacts, Facts, Step};
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

/// `way` from the page up: `p` a private page, `m` one made by this person, `.` any other; `x` after
/// them: the page is in the trash; `#`: it is a channel.
fn facts(drive: DriveFacts, way: &str) -> Facts {
    let steps = way.split(' ').map(|step| Step {
        page: PageId::new(),
        is_private: step.contains('p'),
        is_creator: step.contains('m'),
        is_trashed: step.contains('x'),
    });
    let way_up: Vec<Step> = steps.collect();
    Facts {
        drive,
        page_type: if way.starts_with('#') {
            PageType::Channel
        } else {
            PageType::Document
        },
        is_trashed: way_up[0].is_trashed,
        is_creator: way_up[0].is_creator,
        way: way_up,
    }
}

#[test]
fn the_worked_cases() {
    let members_edit = DriveFacts {
        members_edit: true,
        ..MIA
    };
    let trashed = |drive| DriveFacts {
        is_trashed: true,
        ..drive
    };
    let cases = [
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
        ("members may edit", members_edit, ".", "vce"),
        ("members may edit, channel", members_edit, "#", "vcpe"),
        ("members may edit, private", members_edit, ". p", ""),
        ("31 trashed, by another", MIA, "x .", ""),
        ("32 trashed, own", MIA, "xm .", "vd"),
        ("trashed, admin", ADA, "x", "vd"),
        ("trashed, below the own private page", MIA, "x pm", ""),
        ("live, below a trashed page", MIA, ". x", "vc"),
        ("34 trashed drive, owner", trashed(OLGA), ".", ""),
        ("34 trashed drive, admin", trashed(ADA), ".", ""),
        ("34 trashed drive, creator", trashed(MIA), "m", ""),
    ];
    for (name, drive, way, expected) in cases {
        assert_eq!(letters(decide(&facts(drive, way))), expected, "{name}");
    }
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
