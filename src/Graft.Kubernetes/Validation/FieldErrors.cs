using System.Collections;

namespace Graft.Kubernetes.Validation;

/// <summary>Collects field errors in the order found, and words them together (wire contract 3.1).</summary>
public sealed class FieldErrors : IReadOnlyCollection<FieldError>
{
    private readonly List<FieldError> _errors = [];

    public int Count => _errors.Count;

    public bool IsEmpty => _errors.Count == 0;

    public void Add(FieldError error) => _errors.Add(error);

    public void AddRange(IEnumerable<FieldError> errors) => _errors.AddRange(errors);

    /// <summary>
    /// The text of static validation: one error as it is, several as <c>[a, b]</c>, the same text once. Empty when
    /// there is no error.
    /// </summary>
    public string ToValidationText()
    {
        var texts = _errors.Select(error => error.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return texts.Count switch
        {
            0 => "",
            1 => texts[0],
            _ => $"[{string.Join(", ", texts)}]",
        };
    }

    /// <summary>The text of a refusal by admission: <c>[a b]</c>, with brackets also around one.</summary>
    public string ToAdmissionText() => $"[{string.Join(' ', _errors)}]";

    /// <summary>The same as <see cref="ToValidationText"/>.</summary>
    public override string ToString() => ToValidationText();

    public IEnumerator<FieldError> GetEnumerator() => _errors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
