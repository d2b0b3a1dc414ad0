diesel_kit::schema! {
    pub fn schema() {
        tables {}
    }
}

fn main() {}
