//! The schema of the database: one file for each table and view.

mod table0;
mod table1;
mod table10;
mod table11;
mod table12;
mod table13;
mod table14;
mod table15;
mod table16;
mod table17;
mod table18;
mod table19;
mod table2;
mod table20;
mod table21;
mod table22;
mod table23;
mod table24;
mod table25;
mod table26;
mod table27;
mod table28;
mod table29;
mod table3;
mod table30;
mod table31;
mod table32;
mod table33;
mod table34;
mod table35;
mod table36;
mod table37;
mod table38;
mod table39;
mod table4;
mod table40;
mod table41;
mod table42;
mod table43;
mod table44;
mod table45;
mod table46;
mod table47;
mod table48;
mod table49;
mod table5;
mod table50;
mod table51;
mod table52;
mod table53;
mod table54;
mod table55;
mod table56;
mod table57;
mod table58;
mod table59;
mod table6;
mod table7;
mod table8;
mod table9;

pub use table0::*;
pub use table10::*;
pub use table11::*;
pub use table12::*;
pub use table13::*;
pub use table14::*;
pub use table15::*;
pub use table16::*;
pub use table17::*;
pub use table18::*;
pub use table19::*;
pub use table1::*;
pub use table20::*;
pub use table21::*;
pub use table22::*;
pub use table23::*;
pub use table24::*;
pub use table25::*;
pub use table26::*;
pub use table27::*;
pub use table28::*;
pub use table29::*;
pub use table2::*;
pub use table30::*;
pub use table31::*;
pub use table32::*;
pub use table33::*;
pub use table34::*;
pub use table35::*;
pub use table36::*;
pub use table37::*;
pub use table38::*;
pub use table39::*;
pub use table3::*;
pub use table40::*;
pub use table41::*;
pub use table42::*;
pub use table43::*;
pub use table44::*;
pub use table45::*;
pub use table46::*;
pub use table47::*;
pub use table48::*;
pub use table49::*;
pub use table4::*;
pub use table50::*;
pub use table51::*;
pub use table52::*;
pub use table53::*;
pub use table54::*;
pub use table55::*;
pub use table56::*;
pub use table57::*;
pub use table58::*;
pub use table59::*;
pub use table5::*;
pub use table6::*;
pub use table7::*;
pub use table8::*;
pub use table9::*;

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
