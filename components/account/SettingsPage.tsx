import { asset } from "fresh/runtime";
import type { ComponentChildren } from "preact";
import { SETTINGS_KEY } from "../../protocol/browser_storage.ts";
import type { Account } from "../../protocol/entities.ts";
import { SETTINGS_PATH } from "../../protocol/paths.ts";
import { hasAccount } from "../../protocol/roles.ts";
import type { Settings } from "../../protocol/settings.ts";
import { ColumnPage } from "../ui/page/ColumnPage.tsx";
import { accountTabs } from "./account_tabs.ts";

export interface SettingsPageProps {
  me: Account;
  settings: Settings;
  flash?: string | null;
}

/** How the chat looks and behaves. What is chosen is kept at once; without a script by a button. */
export function SettingsPage({ me, settings, flash }: SettingsPageProps) {
  return (
    <ColumnPage title="Settings" tabs={accountTabs(me, SETTINGS_PATH)} flash={flash}>
      <p class="page-lede">
        How the chat looks and works for you, {hasAccount(me)
          ? "on all your devices."
          : "in this browser. With an account it is the same on all your devices."}
      </p>
      <form class="settings" method="post" data-key={SETTINGS_KEY}>
        <Looks chosen={settings.density} />
        <Choice
          name="theme"
          label="Theme"
          text="“System” changes with day and night."
          options={[["system", "System"], ["light", "Light"], ["dark", "Dark"]]}
          chosen={settings.theme}
        />
        <Switch
          name="contrast"
          on="high"
          off="normal"
          label="High contrast"
          text="Darker text and lines by day, brighter ones by night."
          chosen={settings.contrast}
        />
        <Choice
          name="clock"
          label="Time"
          text="“Automatic” follows your browser’s language."
          options={[["auto", "Automatic"], ["12", "2:05 PM"], ["24", "14:05"]]}
          chosen={settings.clock}
        />
        <Switch
          name="enterSends"
          on="true"
          off="false"
          label="Enter sends the message"
          text="Off: Enter starts a new line, Ctrl Enter sends."
          chosen={String(settings.enterSends)}
        />
        <noscript>
          <button class="button" data-kind="primary" type="submit">Save</button>
        </noscript>
        <p class="settings-note" role="status" />
      </form>
      <script type="module" src={asset("/settings.js")} />
    </ColumnPage>
  );
}

/** How many messages there are in the picture of a density. */
const PICTURED = { comfortable: 3, compact: 6 };

function Looks({ chosen }: { chosen: Settings["density"] }) {
  const look = (density: Settings["density"], name: string, text: string) => (
    <label class="look">
      <input type="radio" name="density" value={density} defaultChecked={density === chosen} />
      <span class="look-picture" data-density={density} aria-hidden="true">
        {Array.from({ length: PICTURED[density] }, (_, row) => <i key={row} class="look-row" />)}
      </span>
      <span>
        {name}
        <small class="setting-text">{text}</small>
      </span>
    </label>
  );
  return (
    <fieldset class="looks">
      <legend class="section-title">Density</legend>
      {look("comfortable", "Comfortable", "Room to read.")}
      {look("compact", "Compact", "More at a glance.")}
    </fieldset>
  );
}

/** One of a few, side by side. */
function Choice<Value extends string>({ name, label, text, options, chosen }: {
  name: keyof Settings;
  label: string;
  text: string;
  options: [value: Value, words: string][];
  chosen: Value;
}) {
  return (
    <Setting label={label} text={text} id={name}>
      <div class="segment" role="radiogroup" aria-labelledby={name}>
        {options.map(([value, words]) => (
          <label key={value}>
            <input type="radio" name={name} value={value} defaultChecked={value === chosen} />
            {words}
          </label>
        ))}
      </div>
    </Setting>
  );
}

/** On or off. */
function Switch({ name, label, text, on, off, chosen }: {
  name: keyof Settings;
  label: string;
  text: string;
  on: string;
  off: string;
  chosen: string;
}) {
  return (
    <Setting label={label} text={text} id={name}>
      {/* What is said of one that is off. */}
      <input type="hidden" name={name} value={off} />
      <input
        class="switch"
        type="checkbox"
        role="switch"
        name={name}
        value={on}
        defaultChecked={chosen === on}
        aria-labelledby={name}
        aria-describedby={`${name}-text`}
      />
    </Setting>
  );
}

function Setting({ id, label, text, children }: {
  id: string;
  label: string;
  text: string;
  children: ComponentChildren;
}) {
  return (
    <div class="setting">
      <div>
        <p class="setting-name" id={id}>{label}</p>
        <p class="setting-text" id={`${id}-text`}>{text}</p>
      </div>
      {children}
    </div>
  );
}
