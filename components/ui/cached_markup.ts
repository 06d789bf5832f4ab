import { type ComponentType, createContext, type FunctionComponent, h } from "preact";
import { useContext } from "preact/hooks";
import { jsxTemplate } from "preact/jsx-runtime";

/** The markup of the island below, where the server's island cache has it. Null in the browser, where nothing stands above
 *  an island. */
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
