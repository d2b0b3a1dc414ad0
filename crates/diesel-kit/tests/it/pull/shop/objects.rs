//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn comment_on_materialized_view_sales_turnover() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        comment,
        "comment on MATERIALIZED VIEW sales.turnover",
        up = "COMMENT ON MATERIALIZED VIEW sales.turnover IS 'By month.'",
        down = "COMMENT ON MATERIALIZED VIEW sales.turnover IS NULL",
        depends_on = ["sales.turnover"],
    )
}

pub(super) fn sales_sku_text() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "sales.sku(text)",
        up = r"CREATE OR REPLACE FUNCTION sales.sku(kind text)
 RETURNS character varying
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN kind || '-' || nextval('sales.order_numbers'); END $function$",
        down = "DROP FUNCTION sales.sku(text)",
    )
}
