//! The schema of the database: one file for each table and view.

mod table_0_table;
mod table_10_table;
mod table_11_table;
mod table_12_table;
mod table_13_table;
mod table_14_table;
mod table_15_table;
mod table_16_table;
mod table_17_table;
mod table_18_table;
mod table_19_table;
mod table_1_table;
mod table_20_table;
mod table_21_table;
mod table_22_table;
mod table_23_table;
mod table_24_table;
mod table_25_table;
mod table_26_table;
mod table_27_table;
mod table_28_table;
mod table_29_table;
mod table_2_table;
mod table_30_table;
mod table_31_table;
mod table_32_table;
mod table_33_table;
mod table_34_table;
mod table_35_table;
mod table_36_table;
mod table_37_table;
mod table_38_table;
mod table_39_table;
mod table_3_table;
mod table_40_table;
mod table_41_table;
mod table_42_table;
mod table_43_table;
mod table_44_table;
mod table_45_table;
mod table_46_table;
mod table_47_table;
mod table_48_table;
mod table_49_table;
mod table_4_table;
mod table_50_table;
mod table_51_table;
mod table_52_table;
mod table_53_table;
mod table_54_table;
mod table_55_table;
mod table_56_table;
mod table_57_table;
mod table_58_table;
mod table_59_table;
mod table_5_table;
mod table_6_table;
mod table_7_table;
mod table_8_table;
mod table_9_table;

pub use table_0_table::*;
pub use table_10_table::*;
pub use table_11_table::*;
pub use table_12_table::*;
pub use table_13_table::*;
pub use table_14_table::*;
pub use table_15_table::*;
pub use table_16_table::*;
pub use table_17_table::*;
pub use table_18_table::*;
pub use table_19_table::*;
pub use table_1_table::*;
pub use table_20_table::*;
pub use table_21_table::*;
pub use table_22_table::*;
pub use table_23_table::*;
pub use table_24_table::*;
pub use table_25_table::*;
pub use table_26_table::*;
pub use table_27_table::*;
pub use table_28_table::*;
pub use table_29_table::*;
pub use table_2_table::*;
pub use table_30_table::*;
pub use table_31_table::*;
pub use table_32_table::*;
pub use table_33_table::*;
pub use table_34_table::*;
pub use table_35_table::*;
pub use table_36_table::*;
pub use table_37_table::*;
pub use table_38_table::*;
pub use table_39_table::*;
pub use table_3_table::*;
pub use table_40_table::*;
pub use table_41_table::*;
pub use table_42_table::*;
pub use table_43_table::*;
pub use table_44_table::*;
pub use table_45_table::*;
pub use table_46_table::*;
pub use table_47_table::*;
pub use table_48_table::*;
pub use table_49_table::*;
pub use table_4_table::*;
pub use table_50_table::*;
pub use table_51_table::*;
pub use table_52_table::*;
pub use table_53_table::*;
pub use table_54_table::*;
pub use table_55_table::*;
pub use table_56_table::*;
pub use table_57_table::*;
pub use table_58_table::*;
pub use table_59_table::*;
pub use table_5_table::*;
pub use table_6_table::*;
pub use table_7_table::*;
pub use table_8_table::*;
pub use table_9_table::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        tables {
            table_0 => Table0,
            table_1 => Table1,
            table_10 => Table10,
            table_11 => Table11,
            table_2 => Table2,
            table_3 => Table3,
            table_4 => Table4,
            table_5 => Table5,
            table_6 => Table6,
            table_7 => Table7,
            table_8 => Table8,
            table_9 => Table9,
        }
        tables {
            table_12 => Table12,
            table_13 => Table13,
            table_14 => Table14,
            table_15 => Table15,
            table_16 => Table16,
            table_17 => Table17,
            table_18 => Table18,
            table_19 => Table19,
            table_20 => Table20,
            table_21 => Table21,
            table_22 => Table22,
            table_23 => Table23,
        }
        tables {
            table_24 => Table24,
            table_25 => Table25,
            table_26 => Table26,
            table_27 => Table27,
            table_28 => Table28,
            table_29 => Table29,
            table_30 => Table30,
            table_31 => Table31,
            table_32 => Table32,
            table_33 => Table33,
            table_34 => Table34,
            table_35 => Table35,
        }
        tables {
            table_36 => Table36,
            table_37 => Table37,
            table_38 => Table38,
            table_39 => Table39,
            table_40 => Table40,
            table_41 => Table41,
            table_42 => Table42,
            table_43 => Table43,
            table_44 => Table44,
            table_45 => Table45,
            table_46 => Table46,
            table_47 => Table47,
        }
        tables {
            table_48 => Table48,
            table_49 => Table49,
            table_50 => Table50,
            table_51 => Table51,
            table_52 => Table52,
            table_53 => Table53,
            table_54 => Table54,
            table_55 => Table55,
            table_56 => Table56,
            table_57 => Table57,
            table_58 => Table58,
            table_59 => Table59,
        }
    }
}
