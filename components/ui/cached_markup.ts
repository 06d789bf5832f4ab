import { type ComponentType, createContext, type FunctionComponent, h } from "preact";
import { useContext } from "preact/hooks";
import { jsxTemplate } from "preact/jsx-runtime";

/** What the island below renders to, where that is known: on the server, when an equal one was rendered before. Null in
 *  the browser, where nothing is above an island. */
export const CachedMarkup = createContext<string | null>(null);

/** The island, which is rendered only where its markup is not given. */
export function unlessCached<Props extends object>(
  Island: FunctionComponent<Props>,
): ComponentType<Props> {
  return (props: Props) => {
    const markup = useContext(CachedMarkup);
    return markup === null ? h(Island, props) : jsxTemplate([markup]);
  };
}
