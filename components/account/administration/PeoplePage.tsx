import type { ReaderClock } from "../../../protocol/clock_text.ts";
import type { Account } from "../../../protocol/entities.ts";
import { personPath } from "../../../protocol/paths.ts";
import { Avatar } from "../../people/Avatar.tsx";
import { SearchForm } from "../../ui/form/SearchForm.tsx";
import { Pager } from "../../ui/page/Pager.tsx";
import { Table } from "../../ui/page/Table.tsx";
import { Timestamp } from "../../ui/page/Timestamp.tsx";
import { ROLE_TEXT } from "../role_text.ts";
import { AccountBadges } from "./AccountBadges.tsx";
import { AdminPage } from "./AdminPage.tsx";
import type { ShownPerson } from "./shown_person.ts";

export interface PeoplePageProps {
  me: Account;
  people: (ShownPerson & {
    /** How many they have written. */
    messages: number;
  })[];
  /** How many there are on all pages. */
  total: number;
  page: number;
  pages: number;
  query: string;
  /** Whether guests are listed, too. */
  guests: boolean;
  clock: ReaderClock;
}

/** Everybody with an account, and guests if asked for; found by name. */
export function PeoplePage(props: PeoplePageProps) {
  const { me, people, total, page, pages, query, guests, clock } = props;
  return (
    <AdminPage me={me} title="People" tab="/admin">
      <SearchForm
        action="/admin"
        query={query}
        placeholder="Find by name"
        label="Find people by name"
      >
        <label class="check">
          <input type="checkbox" name="guests" value="on" defaultChecked={guests} />
          Include guests
        </label>
      </SearchForm>
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
              head: "Last seen",
              cell: ({ lastUsedAt }) => <Timestamp at={lastUsedAt} clock={clock} />,
            },
          ]}
        />
      )}
      <Pager page={page} pages={pages} href={(to) => peoplePath({ query, guests, page: to })} />
    </AdminPage>
  );
}

function PersonLink({ me, person }: { me: Account; person: PeoplePageProps["people"][number] }) {
  return (
    <a class="person" href={personPath(person.id)}>
      <Avatar user={person} size="small" />
      <bdi>{person.name}</bdi>
      {person.id === me.id && <span class="person-note">you</span>}
      <AccountBadges person={person} />
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
