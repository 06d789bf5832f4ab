import { Document } from "../components/Document.tsx";
import { define } from "../http/define.ts";

export default define.page(({ Component }) => (
  <Document>
    <Component />
  </Document>
));
