import { Document } from "../components/ui/page/Document.tsx";
import { define } from "../http/define.ts";

export default define.page(({ Component, state }) => (
  <Document settings={state.settings}>
    <Component />
  </Document>
));
