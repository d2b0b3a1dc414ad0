// The same rows as drizzle-orm loads them: `node relations.mjs plain|prepared URL WARM_UP_MS MEASURED_MS`.
// Prints one line of JSON: operations, and CPU in microseconds of this process and of the server's.
import { readFileSync } from "node:fs";
import { eq, desc, relations, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { boolean, doublePrecision, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import pg from "pg";

const CONNECTIONS = 8;
const DRIVES = 20;
const [arm, url, warmUp, measured] = process.argv.slice(2);

const time = (name) => timestamp(name, { withTimezone: true, precision: 6, mode: "date" }).notNull();
const users = pgTable("users", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull(),
  createdAt: time("created_at"),
});
const drives = pgTable("drives", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  ownerId: text("owner_id").notNull(),
  createdAt: time("created_at"),
});
const pages = pgTable("pages", {
  id: text("id").primaryKey(),
  driveId: text("drive_id").notNull(),
  parentId: text("parent_id"),
  title: text("title").notNull(),
  position: doublePrecision("position").notNull(),
  isTrashed: boolean("is_trashed").notNull(),
  createdAt: time("created_at"),
  updatedAt: time("updated_at"),
});
const messages = pgTable("messages", {
  id: text("id").primaryKey(),
  pageId: text("page_id").notNull(),
  authorId: text("author_id").notNull(),
  content: text("content").notNull(),
  createdAt: time("created_at"),
});
const schema = {
  users,
  drives,
  pages,
  messages,
  driveRelations: relations(drives, ({ one, many }) => ({
    owner: one(users, { fields: [drives.ownerId], references: [users.id] }),
    pages: many(pages),
  })),
  pageRelations: relations(pages, ({ one, many }) => ({
    drive: one(drives, { fields: [pages.driveId], references: [drives.id] }),
    messages: many(messages),
  })),
  messageRelations: relations(messages, ({ one }) => ({
    page: one(pages, { fields: [messages.pageId], references: [pages.id] }),
    author: one(users, { fields: [messages.authorId], references: [users.id] }),
  })),
};

const pool = new pg.Pool({ connectionString: url, min: CONNECTIONS, max: CONNECTIONS });
const db = drizzle(pool, { schema });

const query = (id) => ({
  where: eq(drives.id, id),
  with: {
    owner: true,
    pages: {
      where: eq(pages.isTrashed, false),
      orderBy: desc(pages.createdAt),
      limit: 20,
      with: { messages: { orderBy: desc(messages.createdAt), limit: 5, with: { author: true } } },
    },
  },
});
const prepared = db.query.drives.findFirst(query(sql.placeholder("id"))).prepare("drive");
const load = {
  plain: (id) => db.query.drives.findFirst(query(id)),
  prepared: (id) => prepared.execute({ id }),
}[arm];

const repeat = async (milliseconds) => {
  const end = Date.now() + milliseconds;
  let operations = 0;
  const worker = async (number) => {
    for (let at = number; Date.now() < end; at++) {
      await load(`drive${String(at % DRIVES).padStart(19, "0")}`);
      operations++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => worker(number)));
  return operations;
};

const serverCpu = async (processes) => {
  let ticks = 0;
  for (const process of processes) {
    const text = readFileSync(`/proc/${process}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 1).trim().split(/\s+/);
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * 10_000;
};

// The answer has what the other arms load.
const sample = await load(`drive${"0".repeat(19)}`);
if (sample.pages.length !== 20 || sample.pages.some((page) => page.messages.length !== 5 || !page.messages[0].author)) {
  throw new Error("drizzle loads something else");
}
await repeat(Number(warmUp));
const { rows } = await pool.query("SELECT pid FROM pg_stat_activity WHERE datname = current_database()");
const processes = rows.map((row) => row.pid);
const before = [process.cpuUsage(), await serverCpu(processes)];
const operations = await repeat(Number(measured));
const client = process.cpuUsage(before[0]);
const server = (await serverCpu(processes)) - before[1];
console.log(JSON.stringify({ operations, client: client.user + client.system, server }));
await pool.end();
