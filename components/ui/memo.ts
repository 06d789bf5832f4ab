import { Component, type ComponentChildren, type ComponentType } from "preact";

/** The component, rendered again only when one of its props is another value. */
export function memo<Props extends object>(
  render: (props: Props) => ComponentChildren,
): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return Object.keys({ ...this.props, ...next }).some((key) =>
        next[key as keyof Props] !== this.props[key as keyof Props]
      );
    }

    override render() {
      return render(this.props);
    }
  };
}
