//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn audit_post() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "audit_post()",
        up = r"CREATE OR REPLACE FUNCTION public.audit_post()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
BEGIN
    INSERT INTO post_audit (post_id, action, old, new)
    VALUES (coalesce(NEW.id, OLD.id), TG_OP, to_jsonb(OLD), to_jsonb(NEW));
    RETURN NULL;
END
$function$",
        down = "DROP FUNCTION audit_post()",
    )
}

pub(super) fn posts_audit_on_posts() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        trigger,
        "posts_audit on posts",
        up = "CREATE TRIGGER posts_audit AFTER INSERT OR DELETE OR UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION audit_post()",
        down = "DROP TRIGGER posts_audit ON posts",
        depends_on = ["audit_post()", "posts"],
    )
}

pub(super) fn posts_late_on_posts() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        trigger,
        "posts_late on posts",
        up = "CREATE CONSTRAINT TRIGGER posts_late AFTER INSERT ON posts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_post()",
        down = "DROP TRIGGER posts_late ON posts",
        depends_on = ["audit_post()", "posts"],
    )
}
