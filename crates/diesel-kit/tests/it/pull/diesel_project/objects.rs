//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn diesel_manage_updated_at_regclass() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "diesel_manage_updated_at(regclass)",
        up = r"CREATE OR REPLACE FUNCTION public.diesel_manage_updated_at(_tbl regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s
                    FOR EACH ROW EXECUTE PROCEDURE diesel_set_updated_at()', _tbl);
END;
$function$",
        down = "DROP FUNCTION diesel_manage_updated_at(regclass)",
    )
}

pub(super) fn diesel_set_updated_at() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "diesel_set_updated_at()",
        up = r"CREATE OR REPLACE FUNCTION public.diesel_set_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF (
        NEW IS DISTINCT FROM OLD AND
        NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at
    ) THEN
        NEW.updated_at := current_timestamp;
    END IF;
    RETURN NEW;
END;
$function$",
        down = "DROP FUNCTION diesel_set_updated_at()",
    )
}

pub(super) fn set_updated_at_on_users() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        trigger,
        "set_updated_at on users",
        up = "CREATE TRIGGER set_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION diesel_set_updated_at()",
        down = "DROP TRIGGER set_updated_at ON users",
        depends_on = ["diesel_set_updated_at()", "users"],
    )
}
