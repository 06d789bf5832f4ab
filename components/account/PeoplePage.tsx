import type { Ban, ListedAccount } from "../../accounts/ports.ts";
import type { Account } from "../../protocol/entities.ts";
import { personPath } from "../../protocol/paths.ts";
import { Avatar } from "../people/Avatar.tsx";
import { AdminFrame } from "./AdminFrame.tsx";
import { Badges } from "./Badges.tsx";
import { Moment } from "./Moment.tsx";
import type { ReadersTime } from "./moment_text.ts";
import { Pages } from "./Pages.tsx";
import { ROLE_TEXT } from "./role_text.ts";
import { Table } from "./Table.tsx";

export interface PeoplePageProps {
  me: Account;
  people: (ListedAccount & { ban: Ban | null })[];
  /** How many there are on all pages. */
  total: number;
  page: number;
  pages: number;
  query: string;
  /** Whether guests are listed, too. */
  guests: boolean;
  clock: ReadersTime;
}

/** Everybody with an account, and guests if asked for; found by name. */
export function PeoplePage(props: PeoplePageProps) {
  const { me, people, total, page, pages, query, guests, clock } = props;
  return (
    <AdminFrame me={me} title="People" tab="/admin">
      <form class="search" method="get" action="/admin" role="search">
        <input
          class="input"
          type="search"
          name="q"
          defaultValue={query}
          placeholder="Find by name"
          aria-label="Find people by name"
          autocomplete="off"
        />
        <label class="check">
          <input type="checkbox" name="guests" value="on" defaultChecked={guests} />
          With guests
        </label>
        <button class="button" type="submit">Find</button>
      </form>
      <p class="count" role="status">{countText(total, query)}</p>
      {people.length > 0 && (
        <Table
          label="People"
          lines={people}
          keyOf={({ id }) => id}
          columns={[
            { head: "Name", cell: (person) => <PersonLink me={me} person={person} /> },
            { head: "Role", cell: ({ role }) => ROLE_TEXT[role].name },
            { head: "Messages", cell: ({ messages }) => <span class="number">{messages}</span> },
            {
              head: "Last here",
              cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} clock={clock} />,
            },
          ]}
        />
      )}
      <Pages page={page} pages={pages} href={(to) => peoplePath({ query, guests, page: to })} />
    </AdminFrame>
  );
}

function PersonLink({ me, person }: { me: Account; person: PeoplePageProps["people"][number] }) {
  return (
    <a class="person" href={personPath(person.id)}>
      <Avatar name={person.name} size="small" />
      <bdi>{person.name}</bdi>
      {person.id === me.id && <span class="person-note">you</span>}
      <Badges person={person} />
    </a>
  );
}

function countText(total: number, query: string): string {
  const people = total === 1 ? "1 person" : `${total} people`;
  if (query === "") return people;
  return total === 0 ? `Nobody's name contains “${query}”.` : `${people} with “${query}”`;
}

function peoplePath({ query, guests, page }: { query: string; guests: boolean; page: number }) {
  const search = new URLSearchParams({ page: String(page) });
  if (query !== "") search.set("q", query);
  if (guests) search.set("guests", "on");
  return `/admin?${search}`;
}
