-- data_loss, running_code: the rows of counters are gone
DROP TABLE counters;

DROP FUNCTION touch_updated_at();
