using System.Globalization;
using System.Text;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Where in an object a walk stands. The walk pushes and pops the steps it takes; a path is spelt out only when something
/// is wrong.
/// </summary>
internal sealed class ValuePath
{
    private readonly List<Step> _steps = [];
    private readonly string _start;

    /// <param name="start">The field in front of all errors, for a value that is part of an object; null for an object.</param>
    public ValuePath(FieldPath? start = null) => _start = start?.ToString() ?? "";

    /// <summary>The path below the start as messages spell it; empty at the start itself.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var step in _steps)
            {
                step.AppendTo(text);
            }
            return text.ToString();
        }
    }

    /// <summary>The path of a field error. The object itself has none, which kube-apiserver prints as a nil path.</summary>
    public FieldPath Field => Below("");

    public void Push(string name) => _steps.Add(new Step(name, 0));

    public void PushKey(string key) => _steps.Add(new Step(key, -1));

    public void PushIndex(int index) => _steps.Add(new Step(null, index));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path of a field below this one; <paramref name="name"/> may be a path itself.</summary>
    public FieldPath Below(string name)
    {
        var text = new StringBuilder(_start);
        foreach (var step in _steps)
        {
            step.AppendTo(text);
        }
        if (name.Length > 0 && name[0] is not ('.' or '[') && text.Length > 0)
        {
            text.Append('.');
        }
        text.Append(text.Length == 0 ? name.TrimStart('.') : name);
        return FieldPath.Root(text.Length > 0 ? text.ToString() : "<nil>");
    }

    /// <param name="Name">Null for an item of a list.</param>
    /// <param name="Index">The item's index; -1 where <paramref name="Name"/> is a key that stands in brackets.</param>
    private readonly record struct Step(string? Name, int Index)
    {
        public void AppendTo(StringBuilder text)
        {
            if (Name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{Index}]");
            }
            else if (Index < 0)
            {
                text.Append('[').Append(Name).Append(']');
            }
            else
            {
                text.Append(text.Length > 0 ? "." : "").Append(Name);
            }
        }
    }
}
